import { describe, expect, it } from 'vitest'
import type { PersonAccess } from './access-store.ts'
import { compareAccess, compareGroups, Reasons } from './compare-access.ts'

const held = (role: string, group: string | null = null) => ({ role, group, from: group ? 'group' : 'hand' }) as const
const somebody = (id: string, more: Partial<PersonAccess> = {}): PersonAccess => ({
  id,
  name: id,
  userName: id,
  active: true,
  directoryId: 'd',
  roles: [],
  ...more,
})
const none = new Reasons([], [])
const outcomeOf = (before: PersonAccess | null, after: PersonAccess | null) => {
  const { people } = compareAccess(before ? [before] : [], after ? [after] : [], none)
  return [people[0]?.outcome, ...(people[0]?.what ?? [])]
}

describe('what becomes of a person', () => {
  it.each([
    ['comes', null, somebody('a'), ['gains', 'made']],
    ['comes disabled', null, somebody('a', { active: false }), ['keeps', 'made']],
    ['goes', somebody('a'), null, ['loses', 'deleted']],
    ['goes, disabled before', somebody('a', { active: false, roles: [held('Admin')] }), null, ['keeps', 'deleted']],
    ['is disabled', somebody('a'), somebody('a', { active: false }), ['loses', 'disabled']],
    ['is enabled', somebody('a', { active: false }), somebody('a'), ['gains', 'enabled']],
    ['is taken over', somebody('a', { directoryId: null }), somebody('a'), ['keeps', 'adopted']],
    ['gets a role', somebody('a'), somebody('a', { roles: [held('Viewer')] }), ['gains']],
    ['swaps roles', somebody('a', { roles: [held('Viewer')] }), somebody('a', { roles: [held('Admin')] }), ['loses']],
    [
      'has the role another way',
      somebody('a', { roles: [held('Viewer', 'Sales')] }),
      somebody('a', { roles: [held('Viewer', 'Ops')] }),
      ['keeps'],
    ],
  ])('who %s', (_what, before, after, expected) => {
    expect(outcomeOf(before, after)).toEqual(expected)
  })
})

it('counts everybody and shows only the first of those who keep what they have', () => {
  const many = Array.from({ length: 2_500 }, (_, n) => somebody(`p${n}`))
  const { totals, people } = compareAccess(many, [somebody('p0', { active: false }), ...many.slice(1)], none)
  expect(totals).toMatchObject({ keeps: 2_499, loses: 1, disabled: 1 })
  expect(people).toHaveLength(2_001)
})

describe('the reason', () => {
  const groups = [{ id: 'g', name: 'Sales', people: 0, members: '0', roles: [] }]
  const touch = (n: number, people: string[], wholeGroups: string[] = []) => ({
    n,
    people: new Set(people),
    wholeGroups: new Set(wholeGroups),
  })

  it('is each request about the person, and what happened afterwards to the group that gave the role', () => {
    const reasons = new Reasons([touch(1, ['a']), touch(2, ['b']), touch(5, [], ['g'])], groups)
    expect(reasons.of('a', new Set(['Sales']))).toEqual([1, 5])
    expect(reasons.of('a', new Set())).toEqual([1])
    expect(reasons.of('c', new Set(['Sales']))).toEqual([5])
  })
})

it('groups are made, deleted, emptied or changed; the rest is left out', () => {
  const group = (id: string, people: number, members = `${people}`) => ({ id, name: id, people, members, roles: [] })
  const changes = compareGroups(
    [group('a', 1), group('b', 1), group('c', 1), group('d', 1), group('f', 1)],
    [group('a', 1), group('b', 0), group('c', 2), group('e', 3), group('f', 1, 'somebody else')],
  )
  expect(changes.map(({ name, what }) => [name, what])).toEqual([
    ['b', 'emptied'],
    ['c', 'changed'],
    ['d', 'deleted'],
    ['f', 'changed'],
    ['e', 'made'],
  ])
})
