import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import type { HeldRole, RehearsalResult, RehearsedPerson } from '#contracts/rehearsals.ts'
import { OutcomeBadge } from './person-outcome.tsx'
import { WHAT_WORDS } from './rehearsal-words.ts'

type Props = { person: RehearsedPerson | null; result: RehearsalResult; onClose: () => void }

export function RehearsalPersonDrawer({ person, result, onClose }: Props) {
  return (
    <Drawer
      open={person !== null}
      onClose={onClose}
      title={person?.name ?? 'Person'}
      subtitle={person ? <OutcomeBadge outcome={person.outcome} /> : null}
    >
      {person ? <Details person={person} result={result} /> : null}
    </Drawer>
  )
}

function Details({ person, result }: { person: RehearsedPerson; result: RehearsalResult }) {
  const sent = person.because.flatMap((n) => result.trail.find((request) => request.n === n) ?? [])
  return (
    <div className="divide-y">
      <DrawerPart title="Person">
        <DefinitionList
          items={[
            ['User name', person.userName],
            ['Before', accountWord(person.activeBefore)],
            ['After', accountWord(person.activeAfter)],
            ['Account', person.what.map((word) => WHAT_WORDS[word]).join(', ') || 'Unchanged'],
          ]}
        />
      </DrawerPart>
      <DrawerPart title="Roles before">
        <Roles roles={person.rolesBefore} />
      </DrawerPart>
      <DrawerPart title="Roles after">
        <Roles roles={person.rolesAfter} />
        {person.activeAfter === false && person.rolesAfter.length > 0 ? (
          <p className="mt-2 text-muted text-sm">They count for nothing while the person is disabled.</p>
        ) : null}
      </DrawerPart>
      <DrawerPart title="Why">
        {sent.length === 0 ? (
          <p className="text-muted">No request touches this person.</p>
        ) : (
          <ol className="flex flex-col gap-2">
            {sent.map((request) => (
              <li key={request.n} className="text-sm">
                <span className="tabular text-muted">#{request.n}</span>{' '}
                <span className="break-all font-mono text-xs">
                  {request.method} {request.path}
                </span>
                {request.about ? <span className="block text-muted">{request.about}</span> : null}
              </li>
            ))}
          </ol>
        )}
      </DrawerPart>
    </div>
  )
}

function accountWord(active: boolean | null): string {
  if (active === null) return 'Not here'
  return active ? 'Active' : 'Disabled'
}

const FROM_WORDS: Record<HeldRole['from'], string> = { hand: 'given by hand', group: 'group', rule: 'sign-in rule' }

function Roles({ roles }: { roles: readonly HeldRole[] }) {
  if (roles.length === 0) return <p className="text-muted">None</p>
  return (
    <ul className="flex flex-col gap-1">
      {roles.map(({ role, from, group }) => (
        <li key={`${role}/${from}/${group}`}>
          {role} <span className="text-muted">({group === null ? FROM_WORDS[from] : `by the group ${group}`})</span>
        </li>
      ))}
    </ul>
  )
}
