import type { TenantTx } from '#server/platform/db/index.ts'

/**
 * The active person of a session that is open and fits the tenant's policy at this moment, seen from this
 * address; null otherwise. The grant of every scope is held to the same view (access/grant-lookup.ts).
 */
export async function personOfSession(
  tx: TenantTx,
  session: { id: string; ip: string | undefined; now: Date },
): Promise<{ name: string; email: string | null; endsAt: Date } | null> {
  const [row] = await tx.query<{ name: string; email: string | null; endsAt: Date }>(
    `SELECT u.display_name AS name, u.email, l.ends_at_latest AS "endsAt"
     FROM session_limits l JOIN users u ON u.tenant_id = l.tenant_id AND u.id = l.user_id AND u.active
     WHERE l.tenant_id = $1 AND l.id = $2 AND l.revoked_at IS NULL AND l.ends_at > $4 AND l.method_allowed
       AND (cardinality(l.ip_allow_list) = 0 OR $3::inet <<= ANY (l.ip_allow_list::inet[]))`,
    [tx.tenantId, session.id, session.ip ?? null, session.now],
  )
  return row ?? null
}
