import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { isOperator } from './setup-link-store.ts'

/** Ends a link, also in the browser that has it open: effective at its next request. @throws AppError `not_found` */
export function revokeSetupLink(
  scope: TenantScope<'setup-link:revoke'>,
  input: { id: string },
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const [revoked] = await tx.query<{ label: string }>(
      `UPDATE setup_links SET revoked_at = now()
       WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND finished_at IS NULL AND expires_at > now()
         AND (operator_id IS NOT NULL OR NOT $3) RETURNING label`,
      [tx.tenantId, input.id, isOperator(tx)],
    )
    if (!revoked) throw notFound('set-up link')
    await append(tx, {
      action: 'setup_link.revoke',
      targets: [{ type: 'setup_link', id: input.id, name: revoked.label }],
      metadata: { label: revoked.label },
    })
    return { id: input.id }
  })
}
