'use client'

import { useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { dayLabel } from '#components/ui/time-format.ts'
import type { EventsOfDay } from '#contracts/overview.ts'

const HEIGHT = 168

const allOf = (day: EventsOfDay) => day.success + day.failure + day.denied
const refusedOf = (day: EventsOfDay) => day.failure + day.denied

function wordsOf(day: EventsOfDay): string {
  const refused = refusedOf(day)
  return `${countOf(allOf(day), 'event')}${refused > 0 ? `, ${formatCount(refused)} failed or denied` : ''}`
}

export function EventBars({ days }: { days: readonly EventsOfDay[] }) {
  const [pointed, setPointed] = useState<number | null>(null)
  const most = Math.max(1, ...days.map(allOf))
  const mostIndex = days.findIndex((day) => allOf(day) === most)
  const last = days.length - 1
  const today = days[last]
  const highest = days[mostIndex]
  const shown = pointed === null ? null : days[pointed]
  const pixels = (count: number) => (count === 0 ? 0 : Math.max(2, Math.round((count / most) * HEIGHT)))
  const refusedAll = days.reduce((sum, day) => sum + refusedOf(day), 0)
  const all = days.reduce((sum, day) => sum + allOf(day), 0)
  const summary = highest
    ? `Most on ${dayLabel(highest.day)}: ${countOf(most, 'event')}. Today so far: ${today ? countOf(allOf(today), 'event') : 'none'}. Failed or denied in all: ${formatCount(refusedAll)}.`
    : 'No events.'
  return (
    <div className="px-4 pt-2 pb-4">
      <p className="flex h-5 items-center gap-3 text-sm tabular">
        {shown ? (
          <span>
            {dayLabel(shown.day)}: {wordsOf(shown)}
          </span>
        ) : (
          <span className="text-muted">
            {refusedAll === 0
              ? 'Nothing failed or was denied.'
              : `${formatCount(refusedAll)} of ${formatCount(all)} failed or were denied: the red tops.`}
          </span>
        )}
      </p>
      <div
        role="img"
        aria-label={summary}
        className="mt-3 flex items-end gap-[2px] border-b pt-5 sm:gap-1"
        style={{ height: HEIGHT + 24 }}
        onMouseLeave={() => setPointed(null)}
      >
        {days.map((day, index) => {
          const labelled = index === mostIndex || index === last
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing only adds words; the table view has every number
            <span
              key={day.day}
              onMouseEnter={() => setPointed(index)}
              className="group relative flex h-full min-w-0 flex-1 flex-col justify-end"
            >
              {labelled ? (
                <span
                  aria-hidden
                  className="absolute inset-x-0 flex justify-center text-muted text-xs tabular"
                  style={{ bottom: pixels(allOf(day)) + 3 }}
                >
                  {formatCount(allOf(day))}
                </span>
              ) : null}
              {refusedOf(day) > 0 ? (
                <span className="mb-px block rounded-t-[2px] bg-danger" style={{ height: pixels(refusedOf(day)) }} />
              ) : null}
              <span
                className={cn(
                  'block bg-accent-line transition-colors duration-100 group-hover:bg-accent',
                  index === last && 'bg-accent',
                  refusedOf(day) === 0 && 'rounded-t-[2px]',
                )}
                style={{ height: pixels(day.success) }}
              />
            </span>
          )
        })}
      </div>
      <div aria-hidden className="mt-1.5 flex justify-between text-muted text-xs">
        <span>{days[0] ? dayLabel(days[0].day) : null}</span>
        <span>Today so far</span>
      </div>
    </div>
  )
}
