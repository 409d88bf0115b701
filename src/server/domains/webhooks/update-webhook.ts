import type { z } from 'zod'
import type { WebhookEndpoint, webhooksUpdateInput } from '#contracts/webhooks.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { endpointById, lockEndpoint, requireAddress } from './endpoint-store.ts'

/**
 * Changes what is named. What waits goes to the new address.
 * @throws AppError `not_found`, `invalid_input`
 */
export async function updateWebhook(
  scope: TenantScope<'webhook:manage'>,
  input: z.infer<typeof webhooksUpdateInput>,
): Promise<WebhookEndpoint> {
  const address = input.url === undefined ? undefined : requireAddress(input.url)
  return withTenant(scope, async (tx) => {
    const before = await lockEndpoint(tx, input.id)
    const url = address ?? before.url
    const description = input.description ?? before.description
    const eventTypes = input.eventTypes ? [...new Set(input.eventTypes)] : before.eventTypes
    const changed = [
      ...(url === before.url ? [] : ['url']),
      ...(description === before.description ? [] : ['description']),
      ...(eventTypes.toSorted().join() === before.eventTypes.toSorted().join() ? [] : ['eventTypes']),
    ]
    if (changed.length === 0) {
      tx.unchanged('the endpoint is like that already')
      return before
    }
    await tx.query(
      `UPDATE webhook_endpoints SET url = $3, description = $4, event_types = $5, barren = 0, rests_until = NULL
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, input.id, url, description, eventTypes],
    )
    const targets = [{ type: 'webhook_endpoint', id: input.id }]
    await append(tx, { action: 'webhook.endpoint.update', targets, metadata: { url, changed } })
    // A new address hears of the same people as a new endpoint would.
    if (url !== before.url) {
      await notifyOwners(tx, { notice: 'webhook.create', target: { id: input.id, name: new URL(url).host } })
    }
    return endpointById(tx, input.id)
  })
}
