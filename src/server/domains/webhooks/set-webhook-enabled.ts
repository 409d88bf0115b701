import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { endpointById, lockEndpoint } from './endpoint-store.ts'
import { wakeEndpoints } from './wake-endpoints.ts'

/**
 * Disabled, an endpoint is sent nothing and nothing new is kept for it. Enabled again, it gets what still waits,
 * from now on and in order.
 * @throws AppError `not_found`
 */
export function setWebhookEnabled(
  scope: TenantScope<'webhook:manage'>,
  input: { id: string; enabled: boolean },
): Promise<WebhookEndpoint> {
  return withTenant(scope, async (tx) => {
    const before = await lockEndpoint(tx, input.id)
    const { url, waiting } = before
    if ((before.state === 'enabled') === input.enabled && before.state !== 'paused') {
      tx.unchanged('the endpoint is like that already')
      return before
    }
    const targets = [{ type: 'webhook_endpoint', id: input.id }]
    if (input.enabled) {
      await tx.query(
        `UPDATE webhook_endpoints SET state = 'enabled', stopped_because = NULL, failing_since = NULL, barren = 0,
           rests_until = NULL, wake_at = NULL, wake_noted_at = NULL WHERE tenant_id = $1 AND id = $2`,
        [tx.tenantId, input.id],
      )
      const now = new Date()
      await tx.query(
        `UPDATE webhook_deliveries SET next_attempt_at = $3, attempts = 0
         WHERE tenant_id = $1 AND endpoint_id = $2 AND state = 'pending'`,
        [tx.tenantId, input.id, now],
      )
      await wakeEndpoints(tx, [input.id], now, now)
      await append(tx, { action: 'webhook.endpoint.enable', targets, metadata: { url, waiting } })
    } else {
      await tx.query(
        `UPDATE webhook_endpoints SET state = 'disabled', stopped_because = 'person', wake_at = NULL, wake_noted_at = NULL
         WHERE tenant_id = $1 AND id = $2`,
        [tx.tenantId, input.id],
      )
      await append(tx, { action: 'webhook.endpoint.disable', targets, metadata: { url, cause: 'person' } })
    }
    return endpointById(tx, input.id)
  })
}
