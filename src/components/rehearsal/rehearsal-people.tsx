'use client'

import { Users } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Select } from '#components/ui/input.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { SearchInput } from '#components/ui/search-input.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { REHEARSAL_OUTCOMES, type RehearsalResult, type RehearsedPerson } from '#contracts/rehearsals.ts'
import { OutcomeBadge, RolesChange } from './person-outcome.tsx'
import { RehearsalPersonDrawer } from './rehearsal-person-drawer.tsx'
import { OUTCOME_WORDS, WHAT_WORDS } from './rehearsal-words.ts'

const COLUMNS: readonly TableColumn<RehearsedPerson>[] = [
  {
    id: 'name',
    header: 'Person',
    grow: 2,
    fixed: true,
    cell: (person) => (
      <span className="truncate" title={person.userName}>
        {person.name}
      </span>
    ),
  },
  { id: 'outcome', header: 'Access', width: 164, cell: (person) => <OutcomeBadge outcome={person.outcome} /> },
  {
    id: 'what',
    header: 'Account',
    width: 120,
    from: 'md',
    cell: ({ what }) => (
      <span className="truncate text-muted">{what.map((word) => WHAT_WORDS[word]).join(', ') || 'Unchanged'}</span>
    ),
  },
  { id: 'roles', header: 'Roles', grow: 3, from: 'sm', cell: (person) => <RolesChange person={person} /> },
  {
    id: 'because',
    header: 'By request',
    width: 96,
    from: 'lg',
    align: 'right',
    cell: ({ because }) => <span className="text-muted">{because.length === 0 ? '–' : `#${because.at(-1)}`}</span>,
  },
]

/** Everybody whom it would touch first; the three groups are a filter away. */
export function RehearsalPeople({ result }: { result: RehearsalResult }) {
  const { params, href, push, replace } = useUrlParams()
  const show = REHEARSAL_OUTCOMES.find((outcome) => outcome === params.get('show')) ?? null
  const q = (params.get('q') ?? '').trim().toLowerCase()
  const openId = params.get('person')
  const rows = useMemo(() => {
    const order = { loses: 0, gains: 1, keeps: 2 }
    return result.people
      .filter((person) => show === null || person.outcome === show)
      .filter(({ name, userName }) => q === '' || `${name} ${userName}`.toLowerCase().includes(q))
      .sort((a, b) => order[a.outcome] - order[b.outcome])
  }, [result, show, q])
  const known = result.totals.gains + result.totals.loses + result.totals.keeps
  const unseen = known - result.people.length
  return (
    <section>
      <h2 className="mb-3 text-base">People</h2>
      <DataTable
        label="People"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => href({ person: id })}
        onOpen={({ id }) => push({ person: id })}
        openKey={openId}
        toolbar={
          <>
            <SearchInput
              label="Search people"
              value={params.get('q') ?? ''}
              onChange={(text) => replace({ q: text })}
            />
            <Select
              aria-label="Access"
              className="w-52"
              value={show ?? ''}
              onChange={(event) => replace({ show: event.target.value })}
            >
              <option value="">Everybody</option>
              {(['loses', 'gains', 'keeps'] as const).map((outcome) => (
                <option key={outcome} value={outcome}>
                  {OUTCOME_WORDS[outcome]} ({formatCount(result.totals[outcome])})
                </option>
              ))}
            </Select>
            {show || q ? (
              <Button variant="ghost" onClick={() => replace({ show: null, q: null })}>
                Clear
              </Button>
            ) : null}
          </>
        }
        summary={`${countOf(rows.length, 'person', 'people')}${unseen > 0 ? `; ${formatCount(unseen)} more who keep what they have are not listed` : ''}`}
        rowCount={rows.length}
        hasMore={false}
        loadMore={() => {}}
        loadingMore={false}
        empty={
          <EmptyState
            icon={Users}
            title="Nobody here matches"
            action={<Button onClick={() => replace({ show: null, q: null })}>Show everybody</Button>}
          >
            Choose another part of the answer or take the search away.
          </EmptyState>
        }
      />
      <RehearsalPersonDrawer
        person={result.people.find(({ id }) => id === openId) ?? null}
        result={result}
        onClose={() => push({ person: null })}
      />
    </section>
  )
}
