import { AUDIT_ACTIONS, type AuditEvent } from '#contracts/audit-events.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { type Actor, actorOf, sessionOf } from './actor.ts'
import { chainEvents, type PendingEvent, type RecordedEvent } from './chain-events.ts'

type Waiting = {
  event: PendingEvent
  told: AuditEvent
  request: RequestContext
  onRecorded: ((recorded: RecordedEvent) => void) | undefined
}
const waiting = new WeakMap<TenantTx, Waiting[]>()

export type AppendOptions = {
  actor?: Actor
  /** Which request of the same directory this is about, where one transaction carries out several. */
  request?: RequestContext
  /** Told the event's number once it has one: just before the commit. */
  onRecorded?: (recorded: RecordedEvent) => void
}

/**
 * Adds an event to the transaction that makes the change: both commit, or neither does.
 * The event is chained as the transaction's last statement, because the tenant's head is locked
 * from then to the commit. Actor and context come from the transaction's scope; a scope of
 * Gatehouse's own tasks may name the actor on whose behalf it runs.
 *
 * @throws AppError `invalid_input` where the event breaks a limit of AUDIT-BUNDLE.md.
 */
export async function append(tx: TenantTx, event: AuditEvent, options: AppendOptions = {}): Promise<void> {
  const { principal } = tx.scope
  if (options.actor && principal.type !== 'system') {
    throw new AppError({
      code: 'internal',
      message: 'Something is wrong on our side. Nothing was changed.',
      detail: `a ${principal.type} principal may not name another actor`,
    })
  }
  if (options.request && principal.type !== 'directory') {
    throw new AppError({
      code: 'internal',
      message: 'Something is wrong on our side. Nothing was changed.',
      detail: `a ${principal.type} principal acts for one request`,
    })
  }
  const request = options.request ?? principal.request
  const action = AUDIT_ACTIONS[event.action]
  const pending: PendingEvent = {
    occurredAt: null,
    actor: options.actor ?? actorOf(principal),
    action: event.action,
    targets: [...event.targets],
    outcome: event.outcome ?? { result: 'success' },
    context: {
      source: request.source,
      requestId: request.requestId,
      sessionId: sessionOf(principal),
      ip: request.ip,
      userAgent: request.userAgent,
    },
    metadata: action.metadata.parse(event.metadata) as Record<string, unknown>,
    personalMetadataKeys: [...action.personal],
  }
  const next: Waiting = { event: pending, told: event, request, onRecorded: options.onRecorded }
  const queue = waiting.get(tx)
  if (queue) {
    queue.push(next)
    return
  }
  const all = [next]
  waiting.set(tx, all)
  tx.audited()
  const at = principal.type === 'system' && principal.task === 'seed' ? principal.at : undefined
  tx.beforeCommit(async () => {
    const events = all.map(({ event }) => event)
    const recorded = await chainEvents(tx, events, at && events.map(() => at))
    for (const [index, { onRecorded }] of all.entries()) {
      const of = recorded[index]
      if (of) onRecorded?.(of)
    }
    if (all.some((each) => each.request.heard)) {
      tx.afterCommit(() => {
        for (const [index, { told, request }] of all.entries()) request.heard?.(told, recorded[index]?.seq ?? 0)
      })
    }
  })
}
