import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/** Ends a link by whoever has used it. */
export function finishSetup(scope: TenantScope<'setup:configure'>): Promise<{ finished: true }> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const [finished] = await tx.query<{ id: string; label: string }>(
      `UPDATE setup_links SET finished_at = now() WHERE tenant_id = $1 AND id = $2 AND finished_at IS NULL RETURNING id, label`,
      [tx.tenantId, principal.type === 'setup-link' ? principal.id : null],
    )
    if (!finished) throw notFound('set-up link')
    await append(tx, {
      action: 'setup_link.finish',
      targets: [{ type: 'setup_link', id: finished.id, name: finished.label }],
      metadata: {},
    })
    return { finished: true as const }
  })
}
