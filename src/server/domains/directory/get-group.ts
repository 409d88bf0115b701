import type { z } from 'zod'
import type { Group, groupsGetInput } from '#contracts/groups.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { groupById, peopleOfGroup } from './group-summary-store.ts'

/**
 * One group with its first hundred people by name.
 * @throws AppError `not_found`
 */
export function getGroup(scope: TenantScope<'group:read'>, input: z.infer<typeof groupsGetInput>): Promise<Group> {
  return withTenant(scope, async (tx) => {
    const [group, people] = await Promise.all([groupById(tx, input.id), peopleOfGroup(tx, input.id)])
    if (!group) throw notFound('group')
    return { ...group, people }
  })
}
