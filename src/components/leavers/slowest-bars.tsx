'use client'

import { useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import { countOf } from '#components/ui/numbers.ts'
import { dayLabel } from '#components/ui/time-format.ts'
import { LEAVER_GOAL_MS, type LeaverFigures } from '#contracts/leavers.ts'
import { durationWords } from './duration-words.ts'

type Day = LeaverFigures['byDay'][number]

const HEIGHT = 128
/** A millisecond is the foot of the scale. */
const decades = (ms: number) => Math.log10(Math.max(1, ms) + 1)

export function SlowestBars({ days }: { days: readonly Day[] }) {
  const [pointed, setPointed] = useState<number | null>(null)
  const slowest = days.reduce<Day | null>(
    (worst, day) => ((day.worstMs ?? -1) > (worst?.worstMs ?? -1) ? day : worst),
    null,
  )
  const top = decades(Math.max(LEAVER_GOAL_MS * 2, slowest?.worstMs ?? 0))
  const pixels = (ms: number) => Math.max(3, Math.round((decades(ms) / top) * HEIGHT))
  const shown = pointed === null ? null : days[pointed]
  const summary = slowest?.worstMs
    ? `Slowest on ${dayLabel(slowest.day)}: ${durationWords(slowest.worstMs)}. The goal is five minutes.`
    : 'Nobody left.'
  return (
    <div className="px-4 pt-2 pb-4">
      <p className="h-5 text-sm tabular">
        {shown ? (
          `${dayLabel(shown.day)}: ${shown.worstMs === null ? 'nobody left' : `${countOf(shown.leavers, 'leaver')}, the slowest after ${durationWords(shown.worstMs)}`}`
        ) : (
          <span className="text-muted">{summary}</span>
        )}
      </p>
      <div role="img" aria-label={summary} className="relative mt-3 border-b" style={{ height: HEIGHT + 16 }}>
        <span
          aria-hidden
          className="absolute inset-x-0 border-attention border-t border-dashed"
          style={{ bottom: pixels(LEAVER_GOAL_MS) }}
        />
        <span
          aria-hidden
          className="absolute left-0 pl-1 text-attention text-xs"
          style={{ bottom: pixels(LEAVER_GOAL_MS) + 2 }}
        >
          5 min
        </span>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: pointing only adds words; the table view has every number */}
        <div className="absolute inset-0 flex items-end gap-[2px] sm:gap-1" onMouseLeave={() => setPointed(null)}>
          {days.map((day, index) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: as above
            <span
              key={day.day}
              onMouseEnter={() => setPointed(index)}
              className="group flex h-full min-w-0 flex-1 flex-col justify-end"
            >
              {day.worstMs === null ? null : (
                <span
                  className={cn(
                    'block rounded-t-[2px]',
                    day.worstMs > LEAVER_GOAL_MS ? 'bg-attention' : 'bg-accent-line group-hover:bg-accent',
                  )}
                  style={{ height: pixels(day.worstMs) }}
                />
              )}
            </span>
          ))}
        </div>
      </div>
      <div aria-hidden className="mt-1.5 flex justify-between text-muted text-xs">
        <span>{days[0] ? dayLabel(days[0].day) : null}</span>
        <span>Today so far</span>
      </div>
    </div>
  )
}
