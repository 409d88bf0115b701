import type { ProvisioningDetail } from '#contracts/provisioning-log.ts'
import type { NamedReference } from '#contracts/references.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { entryOfLog, namesOf } from './log-store.ts'
import { detailOf } from './log-view.ts'

const NAMED_AT_MOST = 50

/** One request with what was answered, personal values hidden. @throws AppError `not_found` */
export function getProvisioningEntry(
  scope: TenantScope<'provisioning-log:read'>,
  input: { id: string },
): Promise<ProvisioningDetail> {
  return withTenant(scope, async (tx) => {
    const row = await entryOfLog(tx, input.id)
    if (!row) throw notFound('request')
    const people = (await tx.may('member:read')) ? row.userIds.slice(0, NAMED_AT_MOST) : []
    const groups = (await tx.may('group:read')) ? row.groupIds.slice(0, NAMED_AT_MOST) : []
    const names = await namesOf(tx, { people, groups })
    const named = (ids: readonly string[]): NamedReference[] =>
      ids.flatMap((id) => (names.has(id) ? [{ id, name: names.get(id) as string }] : []))
    return {
      ...detailOf(row, (id) => names.get(id) ?? null, false),
      people: named(people),
      groups: named(groups),
    }
  })
}
