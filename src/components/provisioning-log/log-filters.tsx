'use client'

import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/input.tsx'
import { SearchInput } from '#components/ui/search-input.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { PROVISIONING_KINDS, PROVISIONING_OUTCOMES } from '#contracts/provisioning-log.ts'
import { LOG_FILTER_PARAMS } from './log-filter-params.ts'
import { KIND_WORDS, OUTCOME_WORDS } from './log-words.ts'

const RANGES = { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' } as const
export const NO_LOG_FILTERS = Object.fromEntries(LOG_FILTER_PARAMS.map((name) => [name, null]))

type Token = { id: string; name: string; prefix: string }

/** Filters stand in the address: a filtered list can be sent to a colleague. */
export function LogFilters({ tokens }: { tokens: readonly Token[] }) {
  const { params, replace } = useUrlParams()
  const active = LOG_FILTER_PARAMS.some((name) => params.get(name))
  return (
    <>
      <SearchInput label="Search requests" value={params.get('q') ?? ''} onChange={(q) => replace({ q })} />
      <Select
        aria-label="Outcome"
        className="w-40"
        value={params.get('outcome') ?? ''}
        onChange={(event) => replace({ outcome: event.target.value })}
      >
        <option value="">Any outcome</option>
        {PROVISIONING_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {OUTCOME_WORDS[outcome]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Kind"
        className="w-44"
        value={params.get('kind') ?? ''}
        onChange={(event) => replace({ kind: event.target.value })}
      >
        <option value="">Any kind</option>
        {PROVISIONING_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KIND_WORDS[kind]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Token"
        className="w-40"
        value={params.get('token') ?? ''}
        onChange={(event) => replace({ token: event.target.value })}
      >
        <option value="">Any token</option>
        {tokens.map(({ id, name, prefix }) => (
          <option key={id} value={id}>
            {name} ({prefix}…)
          </option>
        ))}
      </Select>
      <Select
        aria-label="Time range"
        className="w-36"
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
      {params.get('person') ? <Button onClick={() => replace({ person: null })}>One person, show all</Button> : null}
      {params.get('group') ? <Button onClick={() => replace({ group: null })}>One group, show all</Button> : null}
      {active ? (
        <Button variant="ghost" onClick={() => replace(NO_LOG_FILTERS)}>
          Clear
        </Button>
      ) : null}
    </>
  )
}
