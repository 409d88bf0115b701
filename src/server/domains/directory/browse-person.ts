import type { z } from 'zod'
import type { browsePersonInput, PersonInDirectory } from '#contracts/directory-browser.ts'
import { changesOf } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { browsedPerson, groupsOfPerson, requestsOfEvents, rolesOfPerson } from './browse-store.ts'
import { personAttributes } from './person-attributes.ts'
import { CHANGES_OF_PEOPLE, sourceOfAttributes } from './person-provenance.ts'

/** Events looked through for where a value came from; behind them it is not said. */
const CHANGES_READ = 1_000

/**
 * One person with everything that a provider said of them, where each value came from, the groups they are in over all
 * levels, and what gives them each role. Personal values are hidden.
 * @throws AppError `not_found`
 */
export function browsePerson(
  scope: TenantScope<'member:read'>,
  input: z.infer<typeof browsePersonInput>,
): Promise<PersonInDirectory> {
  return withTenant(scope, async (tx) => {
    const row = await browsedPerson(tx, input.id)
    const [mayReadEvents, mayReadLog] = [await tx.may('audit:read'), await tx.may('provisioning-log:read')]
    const attributes = personAttributes(row)
    const changes = mayReadEvents ? await changesOf(tx, row.id, CHANGES_OF_PEOPLE, CHANGES_READ) : []
    const found = sourceOfAttributes(attributes, changes, () => null)
    const told = mayReadLog && row.directory !== null ? found.flatMap((source) => (source ? [source] : [])) : []
    const requests = await requestsOfEvents(tx, row.directory?.id ?? null, told)
    const { items: groups, total: groupTotal } = await groupsOfPerson(tx, row.id)
    return {
      id: row.id,
      userName: row.userName,
      name: row.displayName,
      email: row.email,
      active: row.active,
      externalId: row.externalId,
      directory: row.directory,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
      attributes: attributes.map((attribute, index) => {
        const source = found[index] ?? null
        return {
          ...attribute,
          values: attribute.hidden ? [] : attribute.values,
          source: source && { ...source, logEntryId: requests.get(source.seq) ?? null },
        }
      }),
      hiddenValues: attributes.filter(({ hidden }) => hidden).length,
      sourcesShown: mayReadEvents,
      groups,
      groupTotal,
      roles: await rolesOfPerson(tx, row.id),
    }
  })
}
