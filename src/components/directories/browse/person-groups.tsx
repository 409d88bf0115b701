import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { Time } from '#components/ui/time.tsx'
import type { PersonInDirectory } from '#contracts/directory-browser.ts'
import { GroupLink } from './person-roles.tsx'

/** The groups that name the person, and those that these are within. */
export function PersonGroups({ person }: { person: PersonInDirectory }) {
  return (
    <DrawerPart title={`Groups (${person.groupTotal})`}>
      {person.groups.length === 0 ? (
        <p className="text-muted text-sm">In no group.</p>
      ) : (
        <ul className="divide-y text-sm">
          {person.groups.map((group) => (
            <li key={group.id} className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 py-1">
              <GroupLink group={group} />
              <span className="text-muted">
                {group.since ? (
                  <>
                    since <Time at={group.since} />
                  </>
                ) : (
                  `through ${group.through.map(({ name }) => name).join(', ')}`
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {person.groups.length < person.groupTotal ? (
        <p className="mt-2 text-muted text-sm">The first {person.groups.length} are shown, direct ones first.</p>
      ) : null}
    </DrawerPart>
  )
}
