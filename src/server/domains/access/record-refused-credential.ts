import { perProcess } from '#server/platform/per-process.ts'
import type { Principal } from '#server/platform/principal.ts'
import { recordAtTheDoor } from './authorize.ts'

const EVERY_MS = 60_000
const REMEMBERED_AT_MOST = 10_000

type Refused = { kind: 'api_key' | 'scim_token'; id: string; revokedAt: Date | null }

/**
 * Records that a credential was presented which works no more. At most once a minute a credential and process:
 * whoever still holds it must not be able to fill the log.
 */
export async function recordRefusedCredential(principal: Principal, refused: Refused, now: Date): Promise<void> {
  const recorded = perProcess('refused-credentials-recorded', () => new Map<string, number>())
  if (now.getTime() - (recorded.get(refused.id) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return
  if (recorded.size >= REMEMBERED_AT_MOST) recorded.clear()
  recorded.set(refused.id, now.getTime())
  await recordAtTheDoor(principal, {
    action: 'credential.reject',
    targets: [{ type: refused.kind, id: refused.id }],
    outcome: { result: 'denied', reason: refused.revokedAt ? 'revoked' : 'expired' },
    metadata: { kind: refused.kind, cause: refused.revokedAt ? 'revoked' : 'expired' },
  })
}
