import type { TenantScope } from '#server/platform/db/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { chainEvents, type PendingEvent } from './chain-events.ts'

/** An event with the time at which it is said to have been recorded. */
export type HistoryEvent = PendingEvent & { recordedAt: Date }

/**
 * Brings in events with times of the past, in ascending order: demo data only. A real log gives
 * every event the server's own time, so anyone but the seed is refused.
 *
 * @returns the sequence number of the last event.
 */
export async function recordHistory(
  scope: TenantScope<'audit:write'>,
  events: readonly HistoryEvent[],
): Promise<number> {
  if (scope.principal.type !== 'system' || scope.principal.task !== 'seed') {
    throw new AppError({ code: 'forbidden', message: 'Only the demo seed may record events with times of the past.' })
  }
  return withTenant(scope, async (tx) => {
    const recorded = await chainEvents(
      tx,
      events.map(({ recordedAt: _recordedAt, ...event }) => event),
      events.map((event) => event.recordedAt),
    )
    tx.audited()
    return recorded.at(-1)?.seq ?? 0
  })
}
