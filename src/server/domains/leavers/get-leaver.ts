import type { z } from 'zod'
import type { LeaverDetail, leaversGetInput } from '#contracts/leavers.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { accessEndedFor, leaverById, leaverEvents } from './leaver-store.ts'

/** @throws AppError `not_found` */
export function getLeaver(
  scope: TenantScope<'leaver:read'>,
  { id }: z.infer<typeof leaversGetInput>,
): Promise<LeaverDetail> {
  return withTenant(scope, async (tx) => {
    const leaver = await leaverById(tx, id)
    if (!leaver) throw notFound('leaver receipt')
    const [ended, events] = await Promise.all([accessEndedFor(tx, id), leaverEvents(tx, id)])
    return {
      ...leaver,
      ended,
      events: events.map(({ seq, entryHash, canonical }) => ({
        seq,
        entryHash: entryHash.toString('base64'),
        action: canonical === null ? null : (JSON.parse(canonical) as { action: string }).action,
      })),
    }
  })
}
