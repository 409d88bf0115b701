import type { z } from 'zod'
import type { WebhookEndpoint, webhooksCreateInput } from '#contracts/webhooks.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { ENDPOINTS_AT_MOST, endpointById, requireAddress } from './endpoint-store.ts'
import { makeSecret } from './webhook-secret.ts'

/**
 * Adds an endpoint, which hears of everything from now on. `secret` is answered here and never again.
 * @throws AppError `invalid_input` for an address to which nothing is sent, `conflict` for one too many
 */
export async function createWebhook(
  scope: TenantScope<'webhook:manage'>,
  input: z.infer<typeof webhooksCreateInput>,
): Promise<{ secret: string; item: WebhookEndpoint }> {
  const url = requireAddress(input.url)
  return withTenant(scope, async (tx) => {
    await lockTenantLimit(tx, 'webhook')
    const existing = await tx.query('SELECT 1 FROM webhook_endpoints WHERE tenant_id = $1', [tx.tenantId])
    if (existing.length >= ENDPOINTS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `There are ${ENDPOINTS_AT_MOST} webhooks, which is the most there can be. Delete one that is not used first.`,
      })
    }
    const id = newId()
    const { secret, wrapped, kekId } = await makeSecret({ tenantId: tx.tenantId, endpointId: id, number: 1 })
    const { principal } = scope
    const eventTypes = [...new Set(input.eventTypes)]
    await tx.query(
      `INSERT INTO webhook_endpoints (tenant_id, id, url, description, event_types, kek_id, secret_wrapped, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        tx.tenantId,
        id,
        url,
        input.description,
        eventTypes,
        kekId,
        wrapped,
        principal.type === 'user' ? principal.id : null,
      ],
    )
    const targets = [{ type: 'webhook_endpoint', id }]
    await append(tx, { action: 'webhook.endpoint.create', targets, metadata: { url, eventTypes } })
    await notifyOwners(tx, { notice: 'webhook.create', target: { id, name: new URL(url).host } })
    return { secret, item: await endpointById(tx, id) }
  })
}
