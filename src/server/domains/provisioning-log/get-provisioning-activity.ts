import type { z } from 'zod'
import {
  PROVISIONING_KINDS,
  type ProvisioningKind,
  type provisioningActivityOutput,
} from '#contracts/provisioning-log.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { namedDirectory } from './list-provisioning-log.ts'

/**
 * When the provider's first and last request came and of which kinds they were, of those that are kept. A look into
 * an index for each, however many requests there are. @throws AppError `not_found`
 */
export function getProvisioningActivity(
  scope: TenantScope<'provisioning-log:read'>,
  input: { directoryId: string },
): Promise<z.infer<typeof provisioningActivityOutput>> {
  return withTenant(scope, async (tx) => {
    await namedDirectory(tx, input.directoryId)
    return activityOf(tx, input.directoryId)
  })
}

export async function activityOf(
  tx: TenantTx,
  directoryId: string,
): Promise<z.infer<typeof provisioningActivityOutput>> {
  const kinds = await tx.query<{ kind: ProvisioningKind; firstAt: Date; lastAt: Date; lastStatus: number }>(
    `SELECT k.kind, first.at AS "firstAt", last.at AS "lastAt", last.status AS "lastStatus"
     FROM unnest($3::text[]) WITH ORDINALITY AS k (kind, place)
     CROSS JOIN LATERAL (SELECT l.at, l.status FROM provisioning_log l
       WHERE l.tenant_id = $1 AND l.directory_id = $2 AND l.kind = k.kind ORDER BY l.at DESC, l.id DESC LIMIT 1) last
     CROSS JOIN LATERAL (SELECT l.at FROM provisioning_log l
       WHERE l.tenant_id = $1 AND l.directory_id = $2 AND l.kind = k.kind ORDER BY l.at, l.id LIMIT 1) first
     ORDER BY k.place`,
    [tx.tenantId, directoryId, PROVISIONING_KINDS.filter((kind) => kind !== 'gap')],
  )
  const times = (of: (row: (typeof kinds)[number]) => Date) => kinds.map((row) => of(row).getTime())
  return {
    firstAt: kinds.length === 0 ? null : new Date(Math.min(...times((row) => row.firstAt))).toISOString(),
    lastAt: kinds.length === 0 ? null : new Date(Math.max(...times((row) => row.lastAt))).toISOString(),
    kinds: kinds.map(({ kind, lastAt, lastStatus }) => ({ kind, lastAt: lastAt.toISOString(), lastStatus })),
  }
}
