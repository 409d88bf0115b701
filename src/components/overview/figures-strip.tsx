import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { cn } from '#components/ui/cn.ts'
import { formatCount } from '#components/ui/numbers.ts'
import { Time } from '#components/ui/time.tsx'
import type { Overview } from '#contracts/overview.ts'

type Figure = { label: string; value: number; note: ReactNode; path: string }

function figuresOf(overview: Overview): Figure[] {
  const { people, sessions, audit } = overview
  return [
    ...(people
      ? [
          {
            label: 'People active',
            value: people.active,
            note: people.disabled === 0 ? 'nobody disabled' : `${formatCount(people.disabled)} disabled`,
            path: 'members?status=active',
          },
        ]
      : []),
    ...(sessions
      ? [
          {
            label: 'Open sessions',
            value: sessions.open,
            note: sessions.people === 1 ? 'of 1 person' : `of ${formatCount(sessions.people)} people`,
            path: 'sessions?of=everyone',
          },
        ]
      : []),
    ...(audit
      ? [
          {
            label: 'Events, last 24 hours',
            value: audit.last24Hours,
            note: `${formatCount(audit.last7Days)} in 7 days`,
            path: 'audit?range=24h',
          },
          {
            label: 'Events in the log',
            value: audit.size,
            note: audit.headAt ? (
              <>
                the newest <Time at={audit.headAt} />
              </>
            ) : (
              'nothing written yet'
            ),
            path: 'audit',
          },
        ]
      : []),
  ]
}

/** The numbers a security lead looks for first; each leads to the list behind it. */
export function FiguresStrip({ overview }: { overview: Overview }) {
  const href = useTenantHref()
  const figures = figuresOf(overview)
  if (figures.length === 0) return null
  return (
    <ul
      className={cn(
        'grid gap-px overflow-hidden rounded-lg border bg-line lg:grid-flow-col lg:auto-cols-fr lg:grid-cols-none',
        figures.length > 1 && 'grid-cols-2',
      )}
    >
      {figures.map((figure) => (
        <li key={figure.label} className="bg-surface">
          <Link href={href(figure.path)} className="block h-full px-4 py-3.5 hover:bg-hover">
            <span className="block text-muted text-sm">{figure.label}</span>
            <span className="mt-1 block text-figure tabular tracking-tight">{formatCount(figure.value)}</span>
            <span className="block text-muted text-sm tabular">{figure.note}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
