import type { z } from 'zod'
import type { applicationsMineOutput } from '#contracts/applications.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'

/** The applications at which the person who asks is signed in, through a session that is open; the latest first. */
export async function listMyApplications(
  scope: TenantScope<'profile:read'>,
  now: Date = new Date(),
): Promise<z.infer<typeof applicationsMineOutput>> {
  const { principal } = scope
  if (principal.type !== 'user') return { items: [] }
  const rows = await withTenant(scope, (tx) =>
    tx.query<{ clientId: string; name: string; signedInAt: Date }>(
      `SELECT g.client_id AS "clientId", (array_agg(g.application_name ORDER BY g.created_at DESC))[1] AS name,
         max(g.created_at) AS "signedInAt"
       FROM oauth_grants g
       JOIN session_limits l ON l.tenant_id = g.tenant_id AND l.id = g.session_id AND l.revoked_at IS NULL AND l.ends_at > $3
       WHERE g.tenant_id = $1 AND g.user_id = $2 AND g.ended_at IS NULL AND g.code_used_at IS NOT NULL
       GROUP BY g.client_id ORDER BY max(g.created_at) DESC LIMIT 100`,
      [tx.tenantId, principal.id, now],
    ),
  )
  return { items: rows.map((row) => ({ ...row, signedInAt: row.signedInAt.toISOString() })) }
}
