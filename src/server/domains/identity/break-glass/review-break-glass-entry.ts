import type { z } from 'zod'
import type { BreakGlassEntry, breakGlassReviewInput } from '#contracts/break-glass.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { entryToReview, listEntries, markReviewed } from './break-glass-store.ts'

/**
 * Signs an emergency access off. Whoever used it cannot do so themselves.
 * @throws AppError `not_found`, or `conflict` for one's own or one that is signed off
 */
export function reviewBreakGlassEntry(
  scope: TenantScope<'break-glass:review'>,
  input: z.infer<typeof breakGlassReviewInput>,
): Promise<BreakGlassEntry> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const entry = await entryToReview(tx, input.id)
    if (!entry || principal.type !== 'user') throw notFound('emergency access')
    if (entry.userId === principal.id) {
      throw new AppError({
        code: 'conflict',
        message: 'You used this emergency access yourself. Ask another Owner or Admin to sign it off.',
      })
    }
    if (entry.reviewedAt) {
      throw new AppError({ code: 'conflict', message: 'This emergency access is signed off already. Reload the page.' })
    }
    await markReviewed(tx, { id: input.id, by: principal.id, note: input.note })
    await append(tx, {
      action: 'break_glass.review',
      targets: [
        { type: 'break_glass_entry', id: input.id },
        { type: 'user', id: entry.userId },
      ],
      metadata: { entryId: input.id, note: input.note },
    })
    return (await listEntries(tx, input.id))[0] as BreakGlassEntry
  })
}
