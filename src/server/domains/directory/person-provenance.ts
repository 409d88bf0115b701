import type { PersonAttribute, ValueSource } from '#contracts/directory-browser.ts'

export type PersonChange = {
  seq: number
  recordedAt: string
  action: string
  source: string
  metadata: Record<string, unknown>
}

/** What the log says of a person's values; see change-user.ts, adopt-user.ts and where people are made. */
export const CHANGES_OF_PEOPLE = ['user.create', 'user.adopt', 'user.update', 'user.disable', 'user.enable'] as const
/** An event names so many attributes at most (scim/changed-attributes.ts), the first by name. */
const NAMES_IN_AN_EVENT = 50

/**
 * Where each value came from: the newest event that names the attribute, or else the one that made the person or gave
 * them to their directory. Null where the log has neither any more.
 * @param changes the newest first
 */
export function sourceOfAttributes(
  attributes: readonly Pick<PersonAttribute, 'urn' | 'name'>[],
  changes: readonly PersonChange[],
  entryOf: (seq: number) => string | null,
): (ValueSource | null)[] {
  const schemasOf = new Map<string, Set<string | null>>()
  for (const { urn, name } of attributes) {
    const logged = loggedName(name)
    schemasOf.set(logged, (schemasOf.get(logged) ?? new Set()).add(urn))
  }
  return attributes.map(({ name }) => {
    const logged = loggedName(name)
    // An event has the name without its schema.
    const alone = schemasOf.get(logged)?.size === 1
    for (const change of changes) {
      const said = says(change, logged)
      if (said === 'no') continue
      const certain = said === 'whole' || (said === 'named' && alone)
      return {
        by: broughtBy(change),
        action: change.action,
        at: new Date(change.recordedAt).toISOString(),
        seq: change.seq,
        certain,
        logEntryId: entryOf(change.seq),
      }
    }
    return null
  })
}

function loggedName(name: string): string {
  return name.split('.')[0] ?? name
}

/** `whole`: everything of the person was set. `cut`: the event could not name all that it changed. */
function says(change: PersonChange, name: string): 'whole' | 'named' | 'cut' | 'no' {
  if (change.action === 'user.create' || change.action === 'user.adopt') return 'whole'
  if (change.action !== 'user.update') return name === 'active' ? 'named' : 'no'
  const changed = Array.isArray(change.metadata.changed) ? change.metadata.changed.map(String) : []
  if (changed.includes(name)) return 'named'
  return changed.length >= NAMES_IN_AN_EVENT && name > (changed.at(-1) ?? '') ? 'cut' : 'no'
}

function broughtBy({ source }: PersonChange): ValueSource['by'] {
  if (source === 'scim') return 'scim'
  if (source === 'sso') return 'sign-in'
  return source === 'console' ? 'console' : 'other'
}
