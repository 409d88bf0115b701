import type { TraceDetail } from '#contracts/sign-in-traces.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { liveLinks, traceById } from './trace-detail-store.ts'
import { shownTree, stepsOf, summaryOf } from './trace-view.ts'

/** One sign-in step by step, with personal values hidden. @throws AppError `not_found` */
export function getSignInTrace(scope: TenantScope<'sign-in-trace:read'>, input: { id: string }): Promise<TraceDetail> {
  return withTenant(scope, async (tx) => {
    const row = await traceById(tx, input.id)
    if (!row) throw notFound('sign-in trace')
    return {
      ...summaryOf(row, await tx.may('member:read')),
      steps: stepsOf(row, row.steps),
      received: row.received && shownTree(row.received, null),
      personalValues: row.personalValues,
      requestId: row.requestId,
      sessionId: row.sessionId,
      links: await liveLinks(tx, row.id),
    }
  })
}
