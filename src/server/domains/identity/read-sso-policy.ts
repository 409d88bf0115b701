import type { SsoPolicy } from '#contracts/sso-policy.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { hasBreakGlass } from './has-break-glass.ts'
import { hasOtherWayIn } from './has-other-way-in.ts'
import { ssoPolicyOf } from './sign-in-terms-store.ts'

type Proof = { connectionId: string; connectionName: string; at: Date; by: string | null }

/** The active connections that an Owner or Admin, who still is one, came through to the end; the latest first. */
export function provenConnections(tx: TenantTx): Promise<Proof[]> {
  return tx.query<Proof>(
    `SELECT c.id AS "connectionId", c.name AS "connectionName", c.proven_at AS at, u.display_name AS by
     FROM sso_connections c
     JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.proven_by AND u.active
     WHERE c.tenant_id = $1 AND c.status = 'active' AND c.proven_at IS NOT NULL AND EXISTS (
       SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id AND r.key IN ('owner', 'admin'))
     ORDER BY c.proven_at DESC LIMIT 100`,
    [tx.tenantId],
  )
}

/** The policy with what stands in the way of changing it, read in the transaction that may change it. */
export async function readSsoPolicy(tx: TenantTx): Promise<SsoPolicy> {
  const policy = await ssoPolicyOf(tx)
  const [proof] = await provenConnections(tx)
  const breakGlass = await hasBreakGlass(tx)
  const otherWayIn = await hasOtherWayIn(tx)
  const [directory] = await tx.query(`SELECT 1 FROM directories WHERE tenant_id = $1 AND status = 'active' LIMIT 1`, [
    tx.tenantId,
  ])
  return {
    ...policy,
    obstacles: {
      off: otherWayIn
        ? null
        : 'No Owner could get in: first add a passkey to the account of an Owner, and allow passkeys.',
      required: proof
        ? null
        : 'No Owner or Admin has signed in through a connection yet, or tested one with success. Do so once, so that it is known to work.',
      jitOff: directory ? null : 'No directory creates people here, so nobody new could get in. Add a directory first.',
    },
    proof: proof ? { connectionName: proof.connectionName, at: proof.at.toISOString(), by: proof.by } : null,
    breakGlass,
  }
}
