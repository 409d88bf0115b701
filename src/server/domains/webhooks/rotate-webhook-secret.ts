import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { endpointById, lockEndpoint } from './endpoint-store.ts'
import { makeSecret } from './webhook-secret.ts'

const OVERLAP_MS = 24 * 60 * 60_000

/**
 * A new secret, answered once. The one before signs beside it for 24 hours; one that was older ends at once.
 * @throws AppError `not_found`
 */
export function rotateWebhookSecret(
  scope: TenantScope<'webhook:manage'>,
  input: { id: string },
): Promise<{ secret: string; item: WebhookEndpoint }> {
  return withTenant(scope, async (tx) => {
    await lockEndpoint(tx, input.id)
    const [row] = await tx.query<{ number: number }>(
      'SELECT secret_number AS number FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2',
      [tx.tenantId, input.id],
    )
    const number = (row?.number ?? 0) + 1
    const { secret, wrapped, kekId } = await makeSecret({ tenantId: tx.tenantId, endpointId: input.id, number })
    const overlapEndsAt = new Date(Date.now() + OVERLAP_MS)
    await tx.query(
      `UPDATE webhook_endpoints SET previous_wrapped = secret_wrapped, previous_until = $3, secret_wrapped = $4,
         secret_number = $5, kek_id = $6 WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, input.id, overlapEndsAt, wrapped, number, kekId],
    )
    await append(tx, {
      action: 'webhook.secret.rotate',
      targets: [{ type: 'webhook_endpoint', id: input.id }],
      metadata: { overlapEndsAt: overlapEndsAt.toISOString() },
    })
    return { secret, item: await endpointById(tx, input.id) }
  })
}
