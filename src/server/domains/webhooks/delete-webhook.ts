import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { lockEndpoint } from './endpoint-store.ts'

/**
 * The endpoint goes, and with it what waits for it and the log of its deliveries.
 * @param input.url as it is shown, so that nobody deletes another one than they think
 * @throws AppError `not_found`, `conflict`
 */
export function deleteWebhook(
  scope: TenantScope<'webhook:manage'>,
  input: { id: string; url: string },
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const { url } = await lockEndpoint(tx, input.id)
    if (url !== input.url) {
      throw new AppError({
        code: 'conflict',
        message: 'The webhook has another address by now. Look at it again before you delete it.',
      })
    }
    await tx.query('DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2', [tx.tenantId, input.id])
    await append(tx, {
      action: 'webhook.endpoint.delete',
      targets: [{ type: 'webhook_endpoint', id: input.id }],
      metadata: { url },
    })
    return { id: input.id }
  })
}
