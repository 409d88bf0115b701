import { describe, expect, it } from 'vitest'
import { groupsListInput } from '#contracts/groups.ts'
import { membersListInput } from '#contracts/members.ts'
import { authorize } from '#server/domains/access/index.ts'
import { listMembers } from '#server/domains/members/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makePageCursor } from '#server/platform/page-cursor.ts'
import { makeTestTenant } from '#testing/test-tenant.ts'
import { listGroups } from './index.ts'

const longest = ['a', 'é', '𝒳', '\u0001', '"'].flatMap((character) => [
  character.repeat(60),
  character.repeat(500 / character.length),
])

describe('pages go on behind names of any length and any characters', () => {
  it('of groups', async () => {
    const tenant = await makeTestTenant()
    const scope = authorize(await tenant.person({ role: 'viewer' }), 'group:read')
    const directoryId = await tenant.directory()
    for (const name of longest) await tenant.group({ directoryId, name })
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listGroups(scope, groupsListInput.parse({ limit: 1, cursor }))
      seen.push(...page.items.map((item) => item.name))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen.toSorted()).toEqual(longest.toSorted())
  })

  it('of people', async () => {
    const tenant = await makeTestTenant()
    const scope = authorize(await tenant.person({ name: 'Reader', role: 'viewer' }), 'member:read')
    for (const name of longest) await tenant.person({ name })
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listMembers(scope, membersListInput.parse({ limit: 1, cursor }))
      seen.push(...page.items.map((item) => item.name))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen.toSorted()).toEqual([...longest, 'Reader'].toSorted())
  })
})

describe('a place in a list that was never given out', () => {
  it.each([
    ['a NUL character', ['\0', newId()]],
    ['half a surrogate pair', ['\ud800', newId()]],
    ['a key too long', ['x'.repeat(51), newId()]],
  ])('is refused: %s', async (_, keys) => {
    const tenant = await makeTestTenant()
    const viewer = await tenant.person({ role: 'viewer' })
    const cursor = makePageCursor(keys)
    const refused = { code: 'invalid_input', path: '/cursor' }
    const groups = async () => listGroups(authorize(viewer, 'group:read'), { limit: 1, cursor })
    await expect(groups()).rejects.toMatchObject(refused)
    const members = async () => listMembers(authorize(viewer, 'member:read'), { limit: 1, cursor })
    await expect(members()).rejects.toMatchObject(refused)
  })
})
