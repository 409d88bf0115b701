'use client'

import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { GuardRail } from '#contracts/guard-rails.ts'

const OPERATION_WORDS = { disable: 'Disable', delete: 'Delete' } as const

/** Who keeps their access only because somebody has to decide first. */
export function GuardRailHeld({ pause }: { pause: NonNullable<GuardRail['pause']> }) {
  const href = useTenantHref()
  const maySeeMembers = useMay('member:read')
  return (
    <div className="-mx-4 -mb-4">
      <p className="border-b px-4 pb-2 text-muted text-sm">
        {countOf(pause.held, 'person', 'people')} held back
        {pause.people.length < pause.held ? `; the first ${formatCount(pause.people.length)} by name` : ''}.
      </p>
      <div className="max-h-96 overflow-y-auto">
        <Table label="People held back">
          <thead>
            <tr>
              <HeadCell>Person</HeadCell>
              <HeadCell className="hidden sm:table-cell">The provider asked to</HeadCell>
              <HeadCell>First asked</HeadCell>
              <HeadCell className="hidden text-right sm:table-cell">Attempts</HeadCell>
            </tr>
          </thead>
          <tbody>
            {pause.people.map((person) => (
              <Row key={person.id}>
                <Cell>
                  {maySeeMembers ? (
                    <TextLink href={`${href('members')}?member=${person.id}`}>{person.name}</TextLink>
                  ) : (
                    person.name
                  )}
                </Cell>
                <Cell className="hidden text-muted sm:table-cell">{OPERATION_WORDS[person.operation]}</Cell>
                <Cell>
                  <Time at={person.firstHeldAt} />
                </Cell>
                <Cell className="hidden text-right tabular sm:table-cell">{formatCount(person.attempts)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  )
}
