'use client'

import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import type { RehearsalResult } from '#contracts/rehearsals.ts'
import { RehearsalPeople } from './rehearsal-people.tsx'
import { RehearsalRefused } from './rehearsal-refused.tsx'
import { GROUP_WORDS } from './rehearsal-words.ts'

/** Above the people, who are the longer list. */
const GROUPS_SHOWN = 10

export function RehearsalOutcome({ result }: { result: RehearsalResult }) {
  return (
    <div className="flex flex-col gap-6" aria-live="polite">
      <Summary result={result} />
      <RehearsalRefused result={result} />
      {result.groups.length > 0 ? <Groups groups={result.groups} /> : null}
      <RehearsalPeople result={result} />
    </div>
  )
}

function Summary({ result }: { result: RehearsalResult }) {
  const { totals, requests, guardRail, leftOut } = result
  const figures = [
    ['Would lose access', totals.loses],
    ['Would gain access', totals.gains],
    ['Would keep access', totals.keeps],
    ['Requests refused', requests.refused],
  ] as const
  const changes = (
    [
      [totals.made, 'new'],
      [totals.adopted, 'taken over'],
      [totals.enabled, 'enabled'],
      [totals.disabled, 'disabled'],
      [totals.deleted, 'deleted'],
    ] as const
  ).filter(([count]) => count > 0)
  return (
    <Panel
      title="Nothing was changed"
      description={`${countOf(requests.sent, 'request')} replayed in ${(result.milliseconds / 1000).toFixed(1)} s and taken back.`}
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        {figures.map(([label, count]) => (
          <div key={label}>
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="text-title tabular">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {changes.length > 0 ? (
        <p className="mt-3 text-muted">
          People: {changes.map(([count, word]) => `${formatCount(count)} ${word}`).join(', ')}.
        </p>
      ) : null}
      <ul className="mt-3 flex flex-col gap-2 empty:hidden">
        {guardRail ? (
          <Notice>
            The guard rail would have paused removals at request {formatCount(guardRail.request.n)}
            {guardRail.request.about ? ` (${guardRail.request.about})` : ''}: {countOf(guardRail.held, 'request')} would
            have been held back until somebody decides.
          </Notice>
        ) : null}
        {result.sendsGroups ? null : (
          <Notice>This provider sends no groups: nobody would gain or lose a role through one.</Notice>
        )}
        {leftOut.partly > 0 ? (
          <Notice>
            {countOf(leftOut.partly, 'request was', 'requests were')} left out, because only a part of it is in the
            provisioning log. What it would do is not in this answer.
          </Notice>
        ) : null}
        {leftOut.done > 0 ? (
          <Notice>
            {countOf(leftOut.done, 'request was', 'requests were')} left out, because what it made is here already.
          </Notice>
        ) : null}
      </ul>
    </Panel>
  )
}

function Notice({ children }: { children: React.ReactNode }) {
  return (
    <li className="flex items-start gap-2 rounded-md bg-attention-soft px-3 py-2 text-attention text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>{children}</p>
    </li>
  )
}

function Groups({ groups }: { groups: RehearsalResult['groups'] }) {
  const [all, setAll] = useState(false)
  const shown = all ? groups : groups.slice(0, GROUPS_SHOWN)
  return (
    <Panel
      flush
      title={countOf(groups.length, 'group changed', 'groups changed')}
      action={
        shown.length < groups.length ? (
          <Button onClick={() => setAll(true)}>Show all {formatCount(groups.length)}</Button>
        ) : undefined
      }
    >
      <Table label="Groups">
        <thead>
          <tr>
            <HeadCell>Group</HeadCell>
            <HeadCell>What happens</HeadCell>
            <HeadCell className="hidden sm:table-cell">Gives role</HeadCell>
            <HeadCell className="text-right">People</HeadCell>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => (
            <Row key={group.id}>
              <Cell className="break-words">{group.name}</Cell>
              <Cell>{GROUP_WORDS[group.what]}</Cell>
              <Cell className="hidden text-muted sm:table-cell">{group.roles.join(', ') || 'None'}</Cell>
              <Cell className="whitespace-nowrap text-right tabular">
                {formatCount(group.peopleBefore)} → {formatCount(group.peopleAfter)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
