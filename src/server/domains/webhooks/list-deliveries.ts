import { z } from 'zod'
import type { WebhookDelivery, webhooksDeliveriesInput } from '#contracts/webhooks.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { deliveriesBefore } from './delivery-log-store.ts'
import { endpointById } from './endpoint-store.ts'

const cursorKeys = z.tuple([z.string().regex(/^\d{1,18}$/)])

/** What was told to an endpoint in the last 30 days, the newest first. @throws AppError `not_found` */
export function listDeliveries(
  scope: TenantScope<'webhook:read'>,
  input: z.infer<typeof webhooksDeliveriesInput>,
): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }> {
  const before = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)[0]
  return withTenant(scope, async (tx) => {
    const { id: endpointId } = await endpointById(tx, input.endpointId)
    const rows = await deliveriesBefore(tx, { endpointId, state: input.state ?? null, before, limit: input.limit + 1 })
    const shown = rows.slice(0, input.limit)
    const last = shown.at(-1)
    return {
      items: shown.map(({ delivery }) => delivery),
      nextCursor: rows.length > input.limit && last ? makePageCursor([last.position]) : null,
    }
  })
}
