'use client'

import { useQuery } from '@tanstack/react-query'
import { cn } from '#components/ui/cn.ts'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { type LeaverFigures as Figures, LEAVER_GOAL_MS } from '#contracts/leavers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { durationWords } from './duration-words.ts'
import { SlowestChart } from './slowest-chart.tsx'

/** How fast does access end? The first question, as numbers, and by day as a chart. */
export function LeaverFigures() {
  const trpc = useTRPC()
  const figures = useQuery(trpc.leavers.figures.queryOptions(undefined, { refetchInterval: 60_000 }))
  if (figures.isPending) return <RowsSkeleton rows={3} columns={4} />
  if (figures.error) {
    return (
      <ErrorState
        what="the figures"
        error={figures.error}
        onRetry={() => void figures.refetch()}
        pending={figures.isFetching}
      />
    )
  }
  const { days30, days90, byDay } = figures.data
  if (days90.leavers === 0) return null
  return (
    <>
      <section aria-label="From the request to the last access ended">
        <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line lg:grid-cols-4">
          <Figure label="Within five minutes" of={(period) => shareWithin(period)} {...{ days30, days90 }} />
          <Figure label="Median" of={(period) => timeOf(period.medianMs)} {...{ days30, days90 }} />
          <Figure label="95th percentile" of={(period) => timeOf(period.p95Ms)} {...{ days30, days90 }} />
          <Figure
            label="Worst"
            of={(period) => timeOf(period.worstMs)}
            late={(period) => (period.worstMs ?? 0) > LEAVER_GOAL_MS}
            {...{ days30, days90 }}
          />
        </ul>
        <p className="mt-2 text-pretty text-muted text-sm">
          From the arrival of the provider’s first request to the last access ended, waiting behind a guard rail
          included. {countOf(days30.leavers, 'leaver')} in 30 days. OpenID’s draft IPSIE profile for SCIM asks identity
          providers to pass a deactivation on within five minutes; we hold ourselves to the same for the rest of the
          way.
        </p>
      </section>
      <SlowestChart days={byDay} />
    </>
  )
}

type Period = Figures['days30']
type FigureProps = {
  label: string
  of: (period: Period) => string
  late?: (period: Period) => boolean
  days30: Period
  days90: Period
}

function Figure({ label, of, late, days30, days90 }: FigureProps) {
  return (
    <li className="bg-surface px-4 py-3.5">
      <span className="block text-muted text-sm">{label}</span>
      <span className={cn('mt-1 block text-figure tabular tracking-tight', late?.(days30) && 'text-attention')}>
        {of(days30)}
      </span>
      <span className="block text-muted text-sm tabular">{of(days90)} in 90 days</span>
    </li>
  )
}

const timeOf = (ms: number | null) => (ms === null ? 'None' : durationWords(ms))

/** Never rounded up to all: one who was late shows. */
function shareWithin({ leavers, withinGoal }: Period): string {
  if (leavers === 0) return 'None'
  if (withinGoal === leavers) return 'All'
  return `${formatCount(Math.floor((withinGoal / leavers) * 1_000) / 10)} %`
}
