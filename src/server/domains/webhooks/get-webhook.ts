import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { endpointById } from './endpoint-store.ts'

/** @throws AppError `not_found` */
export function getWebhook(scope: TenantScope<'webhook:read'>, input: { id: string }): Promise<WebhookEndpoint> {
  return withTenant(scope, (tx) => endpointById(tx, input.id))
}
