'use client'

import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/input.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { NamedReference } from '#contracts/references.ts'
import { TRACE_OUTCOMES } from '#contracts/sign-in-traces.ts'
import { TRACE_FILTER_PARAMS } from './trace-filter-params.ts'
import { OUTCOME_WORDS } from './trace-words.ts'

const RANGES = { '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' } as const
export const NO_TRACE_FILTERS = Object.fromEntries(TRACE_FILTER_PARAMS.map((name) => [name, null]))

/** Filters stand in the address: a filtered list can be sent to a colleague. */
export function TraceFilters({ connections }: { connections: readonly NamedReference[] }) {
  const { params, replace } = useUrlParams()
  const active = TRACE_FILTER_PARAMS.some((name) => params.get(name))
  return (
    <>
      <Select
        aria-label="Connection"
        className="w-44"
        value={params.get('connection') ?? ''}
        onChange={(event) => replace({ connection: event.target.value })}
      >
        <option value="">Any connection</option>
        {connections.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Outcome"
        className="w-44"
        value={params.get('outcome') ?? ''}
        onChange={(event) => replace({ outcome: event.target.value })}
      >
        <option value="">Any outcome</option>
        {TRACE_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {OUTCOME_WORDS[outcome]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Time range"
        className="w-40"
        value={params.get('range') ?? ''}
        onChange={(event) => replace({ range: event.target.value, from: null, to: null })}
      >
        <option value="">Any time</option>
        {Object.entries(RANGES).map(([range, words]) => (
          <option key={range} value={range}>
            {words}
          </option>
        ))}
      </Select>
      {active ? (
        <Button variant="ghost" onClick={() => replace(NO_TRACE_FILTERS)}>
          Clear
        </Button>
      ) : null}
    </>
  )
}
