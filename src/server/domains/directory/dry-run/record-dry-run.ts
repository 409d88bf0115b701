import type { z } from 'zod'
import type { AUDIT_ACTIONS } from '#contracts/audit-events.ts'
import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

type Recorded = z.infer<(typeof AUDIT_ACTIONS)['directory.dry_run.record']['metadata']>
type About = { type: 'user' | 'group'; id: string; name: string }

/** An event names at most 32 targets (AUDIT-BUNDLE.md): the directory, a group and the first people; the count is exact. */
const NAMED_AT_MOST = 31

/** The event of a change to the shadow: what a live directory would have done, and to whom. */
export function recordDryRun(
  tx: TenantTx,
  directory: { id: string; name: string },
  about: readonly About[],
  would: Recorded,
): Promise<void> {
  const { rolesGained = [], rolesLost = [], ...rest } = would
  return append(tx, {
    action: 'directory.dry_run.record',
    targets: [{ type: 'directory', ...directory }, ...about.slice(0, NAMED_AT_MOST)],
    metadata: {
      ...rest,
      ...(rolesGained.length > 0 && { rolesGained }),
      ...(rolesLost.length > 0 && { rolesLost }),
    },
  })
}
