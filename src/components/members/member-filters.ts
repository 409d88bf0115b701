import type { z } from 'zod'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { membersListInput } from '#contracts/members.ts'

export const MEMBERS_PAGE_SIZE = 100
export const MEMBER_FILTER_PARAMS = ['q', 'status', 'role', 'group'] as const

type MemberFilter = Pick<z.input<typeof membersListInput>, 'search' | 'status' | 'roleKey' | 'groupId'>

/** The filter that an address stands for; what is no valid filter is left out. */
export function memberFilterFrom(params: URLSearchParams): MemberFilter {
  const search = params.get('q')?.trim().slice(0, 200)
  const status = params.get('status')
  const roleKey = params.get('role')?.slice(0, 64)
  const groupId = params.get('group')
  return {
    ...(search ? { search } : {}),
    ...(status === 'active' || status === 'disabled' ? { status } : {}),
    ...(roleKey ? { roleKey } : {}),
    ...(groupId && uuidSchema.safeParse(groupId).success ? { groupId } : {}),
  }
}
