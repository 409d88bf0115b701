'use client'

import { Ban } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { RehearsalResult } from '#contracts/rehearsals.ts'

type Refused = RehearsalResult['refused'][number]

/** Refusals of one kind are one thing to mend, however many requests met it. */
export function RehearsalRefused({ result }: { result: RehearsalResult }) {
  if (result.refused.length === 0) return null
  const kinds = Map.groupBy(result.refused, ({ kind, status, detail }) => `${kind}/${status}/${detail}`)
  const shown = result.refused.length
  return (
    <Panel
      flush
      title={countOf(result.requests.refused, 'request refused', 'requests refused')}
      description={
        shown < result.requests.refused ? `What the first ${formatCount(shown)} of them met.` : 'And what to change.'
      }
    >
      <ul className="divide-y">
        {[...kinds].map(([key, requests]) => (
          <Kind key={key} requests={requests} />
        ))}
      </ul>
    </Panel>
  )
}

const NAMED = 5

function Kind({ requests }: { requests: Refused[] }) {
  const [first] = requests
  if (!first) return null
  const names = [...new Set(requests.flatMap(({ about }) => about ?? []))]
  const more = names.length - NAMED
  return (
    <li className="px-4 py-3">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="danger">
          <Ban aria-hidden />
          {first.status}
          {first.scimType ? ` ${first.scimType}` : ''}
        </Badge>
        <span className="font-mono text-muted text-xs">
          {first.method} {first.path.split('/').slice(0, 2).join('/')}
        </span>
        <span className="text-muted text-sm">{countOf(requests.length, 'time')}</span>
      </p>
      <p className="mt-1.5 text-pretty break-words">{first.detail}</p>
      {names.length > 0 ? (
        <p className="mt-1 break-words text-muted text-sm">
          {names.slice(0, NAMED).join(', ')}
          {more > 0 ? ` and ${formatCount(more)} more` : ''}
        </p>
      ) : null}
      {first.advice.length > 0 ? (
        <ol className="mt-2 list-decimal pl-5 text-pretty">
          {first.advice.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ol>
      ) : null}
    </li>
  )
}
