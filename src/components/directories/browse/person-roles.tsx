'use client'

import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { PersonInDirectory } from '#contracts/directory-browser.ts'

type Source = PersonInDirectory['roles'][number]['sources'][number]

/** Each role, and everything that gives it. */
export function PersonRoles({ person }: { person: PersonInDirectory }) {
  return (
    <DrawerPart title={`Roles (${person.roles.length})`}>
      {person.roles.length === 0 ? (
        <p className="text-muted text-sm">No role: no group of theirs is mapped to one, and none is given directly.</p>
      ) : (
        <ul className="divide-y text-sm">
          {person.roles.map((role) => (
            <li key={role.key} className="py-1.5">
              <span className="font-medium">{role.name}</span>
              <ul className="text-muted">
                {role.sources.map((source) => (
                  <li key={JSON.stringify(source)}>
                    <SourceOfRole source={source} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </DrawerPart>
  )
}

function SourceOfRole({ source }: { source: Source }) {
  if (source.type === 'direct') {
    return (
      <>
        Given directly, <Time at={source.assignedAt} />
      </>
    )
  }
  if (source.type === 'rule') return <>By a rule of {source.connection.name}, at the last sign-in</>
  return (
    <>
      The group <GroupLink group={source.group} /> is mapped to it
      {source.through ? (
        <>
          ; in it through <GroupLink group={source.through} />
        </>
      ) : null}
    </>
  )
}

export function GroupLink({ group }: { group: { id: string; name: string } }) {
  const href = useTenantHref()
  const mayReadGroups = useMay('group:read')
  return mayReadGroups ? (
    <TextLink href={`${href('groups')}?group=${group.id}`}>{group.name}</TextLink>
  ) : (
    <span className="text-ink">{group.name}</span>
  )
}
