import type { z } from 'zod'
import type { webhooksDeliveryOutput } from '#contracts/webhooks.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { attemptsOf, deliveryById } from './delivery-log-store.ts'

/** A delivery with its attempts. What receivers answered may quote people, so it is shown to whoever may reveal. @throws AppError `not_found` */
export function getDelivery(
  scope: TenantScope<'webhook:read'>,
  input: { id: string },
): Promise<z.infer<typeof webhooksDeliveryOutput>> {
  return withTenant(scope, async (tx) => {
    const delivery = await deliveryById(tx, input.id)
    if (!delivery) throw notFound('delivery')
    const mayQuote = await tx.may('webhook:reveal')
    const log = await attemptsOf(tx, input.id)
    return { ...delivery, log: mayQuote ? log : log.map((attempt) => ({ ...attempt, excerpt: null })) }
  })
}
