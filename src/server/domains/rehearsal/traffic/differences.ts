import type { JsonRecord } from '#server/domains/directory/index.ts'
import type { WantedPerson } from '../wanted.ts'
import { type Difference, EMAIL_PATH, ENTERPRISE } from './dialect.ts'

/** What a provider would change about a person it found. What it does not know of them it leaves alone. */
export function differences(person: WantedPerson, stored: JsonRecord): Difference[] {
  const name = (stored['name'] ?? {}) as JsonRecord
  const work = (stored[ENTERPRISE] ?? {}) as JsonRecord
  const emails = Array.isArray(stored['emails']) ? (stored['emails'] as JsonRecord[]) : []
  const mail = emails.find(({ type }) => type === 'work')?.['value'] ?? null
  const compared: [path: string, wanted: string | null, here: unknown][] = [
    ['userName', person.userName, stored['userName']],
    ['externalId', person.externalId, stored['externalId']],
    ['displayName', person.displayName, stored['displayName']],
    ['name.givenName', person.givenName, name['givenName']],
    ['name.familyName', person.familyName, name['familyName']],
    [EMAIL_PATH, person.email, mail],
    ['title', person.title, stored['title']],
    [`${ENTERPRISE}:department`, person.department, work['department']],
  ]
  const found: Difference[] = compared.flatMap(([path, wanted, here]) =>
    wanted === null || wanted === here ? [] : [{ path, value: wanted }],
  )
  return person.active === stored['active'] ? found : [...found, { path: 'active', value: person.active }]
}
