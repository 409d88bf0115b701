'use client'

import { Badge } from '#components/ui/badge.tsx'
import { countOf } from '#components/ui/numbers.ts'
import type { MappingPreview, PreviewedPerson } from '#contracts/mapping-previews.ts'

type Props = { people: readonly PreviewedPerson[]; change: MappingPreview['change'] }

/** Each person with what comes or goes, or with what else gives them the role. */
export function PreviewPeople({ people, change }: Props) {
  if (people.length === 0) return <p className="border-t px-3 py-2 text-muted">Nobody.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <ul className="max-h-40 divide-y overflow-y-auto border-t" tabIndex={0} aria-label="People">
      {people.map((person) => (
        <li key={person.id} className="px-3 py-1.5">
          <div className="flex items-center gap-2">
            <span className="truncate">{person.name}</span>
            {person.active ? null : <Badge tone="outline">Disabled</Badge>}
            {person.membership === 'nested' ? <Badge tone="outline">In a group within</Badge> : null}
            <span className="ml-auto truncate text-muted">{person.email}</span>
          </div>
          <p className="text-muted text-xs" title={person.permissions.join(', ')}>
            {wordsOf(person, change)}
          </p>
        </li>
      ))}
    </ul>
  )
}

function wordsOf({ outcome, permissions, otherSources }: PreviewedPerson, change: MappingPreview['change']): string {
  if (outcome === 'same') {
    const said = otherSources.map((source) => {
      if (source.type === 'direct') return 'given directly'
      return source.type === 'group' ? `by the group ${source.group.name}` : `by a rule of ${source.connection.name}`
    })
    return `${change === 'map' ? 'Has' : 'Keeps'} it: ${said.join(', ')}`
  }
  if (permissions.length === 0) return 'May do the same as before: other roles permit all of it'
  const few = permissions.slice(0, 4).join(', ')
  const more = permissions.length > 4 ? ` and ${permissions.length - 4} more` : ''
  return `${change === 'map' ? 'May also' : 'May no longer'} (${countOf(permissions.length, 'permission')}): ${few}${more}`
}
