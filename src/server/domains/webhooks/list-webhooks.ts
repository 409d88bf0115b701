import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { allEndpoints } from './endpoint-store.ts'

/** Every endpoint, the oldest first. */
export function listWebhooks(scope: TenantScope<'webhook:read'>): Promise<{ items: WebhookEndpoint[] }> {
  return withTenant(scope, async (tx) => ({ items: await allEndpoints(tx) }))
}
