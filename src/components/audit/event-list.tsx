'use client'

import Link from 'next/link'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Time } from '#components/ui/time.tsx'
import type { AuditEventSummary } from '#contracts/audit.ts'
import { actionWords } from './action-words.ts'
import { ActorName } from './actor-name.tsx'
import { OutcomeBadge } from './outcome-badge.tsx'
import { TargetName } from './target-name.tsx'

/** A few events in passing; each leads to its details in the log. */
export function EventList({ events }: { events: readonly AuditEventSummary[] }) {
  const href = useTenantHref()
  return (
    <ul className="divide-y">
      {events.map((event) => (
        <li key={event.seq}>
          <Link
            href={`${href('audit')}?event=${event.seq}`}
            prefetch={false}
            className="-mx-2 grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 rounded-md px-2 py-2 text-sm hover:bg-hover"
          >
            <span className="flex min-w-0 items-center gap-2">
              <span className="truncate" title={event.action}>
                {actionWords(event.action)}
              </span>
              {event.outcome.result === 'success' ? null : <OutcomeBadge outcome={event.outcome} />}
            </span>
            <Time at={event.recordedAt} className="text-right text-muted tabular" />
            <span className="col-span-2 flex min-w-0 items-baseline gap-1.5 text-muted">
              <span className="min-w-0 max-w-[50%] truncate">
                <ActorName actor={event.actor} />
              </span>
              {event.targets.length > 0 ? (
                <>
                  <span aria-hidden>→</span>
                  <span className="min-w-0 truncate">
                    <TargetName targets={event.targets} />
                  </span>
                </>
              ) : null}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
