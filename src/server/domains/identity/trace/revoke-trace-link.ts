import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/** Withdraws a shared link; it shows nothing from the next request on. @throws AppError `not_found` */
export function revokeTraceLink(
  scope: TenantScope<'sign-in-trace:share'>,
  input: { id: string; linkId: string },
): Promise<{ linkId: string }> {
  return withTenant(scope, async (tx) => {
    const revoked = await tx.query(
      `UPDATE trace_links SET revoked_at = now()
       WHERE tenant_id = $1 AND trace_id = $2 AND id = $3 AND revoked_at IS NULL AND expires_at > now() RETURNING id`,
      [tx.tenantId, input.id, input.linkId],
    )
    if (revoked.length === 0) throw notFound('shared link')
    await append(tx, {
      action: 'sign_in_trace.link.revoke',
      targets: [{ type: 'sign_in_trace', id: input.id }],
      metadata: { linkId: input.linkId },
    })
    return { linkId: input.linkId }
  })
}
