import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { GROUP_RESOURCE } from './group-schema.ts'
import { planMembership } from './membership-plan.ts'
import { parsePatch } from './parse-patch.ts'

const plan = (...Operations: unknown[]) => planMembership(parsePatch(GROUP_RESOURCE, 'g-1', { Operations }))
const change = (add: string[], remove: string[]) => [{ kind: 'change', add: new Set(add), remove: new Set(remove) }]
const replaced = (...members: string[]) => [{ kind: 'replace', members: new Set(members) }]
const failure = (operation: unknown) => {
  try {
    plan(operation)
  } catch (error) {
    return isAppError(error) ? error.code : error
  }
  return 'planned'
}

describe('a PATCH of members', () => {
  it('adds members given by value alone', () => {
    expect(plan({ op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] })).toEqual(
      change(['a', 'b'], []),
    )
    expect(plan({ op: 'add', value: { members: [{ value: 'a' }] } })).toEqual(change(['a'], []))
  })

  it('Entra ID: a member may carry "$ref": null', () => {
    expect(plan({ op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }] })).toEqual(change(['a'], []))
  })

  it('Entra ID: Remove with a list of values removes those and never all', () => {
    expect(plan({ op: 'Remove', path: 'members', value: [{ value: 'a' }] })).toEqual(change([], ['a']))
    expect(plan({ op: 'Remove', path: 'members', value: [] })).toEqual([
      { kind: 'change', add: new Set(), remove: new Set() },
    ])
  })

  it('Entra ID and Okta: members[value eq "id"] removes that one', () => {
    expect(plan({ op: 'remove', path: 'members[value eq "a"]' })).toEqual(change([], ['a']))
    expect(plan({ op: 'remove', path: 'members[value eq "a" or value eq "b"]' })).toEqual(change([], ['a', 'b']))
  })

  it('Okta: replace members sets exactly those', () => {
    expect(plan({ op: 'replace', path: 'members', value: [{ value: 'a', display: 'A' }] })).toEqual(replaced('a'))
    expect(plan({ op: 'replace', path: 'members', value: [] })).toEqual(replaced())
  })

  it('removes all members where none is named', () => {
    expect(plan({ op: 'remove', path: 'members' })).toEqual(replaced())
  })

  it('follows the order of the operations', () => {
    expect(
      plan(
        { op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] },
        { op: 'remove', path: 'members[value eq "a"]' },
      ),
    ).toEqual(change(['b'], ['a']))
    expect(
      plan(
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: [{ value: 'c' }] },
      ),
    ).toEqual(replaced('c'))
  })

  it('leaves a filter on anything but value to the database', () => {
    expect(plan({ op: 'remove', path: 'members[display sw "A"]' })).toMatchObject([{ kind: 'removeWhere' }])
  })

  it.each([
    [{ op: 'remove', path: 'members[value eq a]' }, 'invalid_path'],
    [{ op: 'remove', path: 'members[value eq "a"' }, 'invalid_path'],
    [{ op: 'remove', path: 'members[nothing eq "a"]' }, 'invalid_path'],
    [{ op: 'add', path: 'members', value: [{ display: 'A' }] }, 'invalid_value'],
    [{ op: 'add', path: 'members', value: [{ value: 5 }] }, 'invalid_value'],
    [{ op: 'remove', path: 'members', value: [{ display: 'A' }] }, 'invalid_value'],
    [{ op: 'add', path: 'members', value: [{ value: 'a', type: 'Device' }] }, 'invalid_value'],
    [{ op: 'replace', path: 'members[value eq "a"].value', value: 'b' }, 'mutability'],
    [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 'mutability'],
    [{ op: 'replace', path: 'members[display eq "A"]', value: { value: 'b' } }, 'no_target'],
  ])('refuses %j as %s, so that no group is emptied by mistake', (operation, code) => {
    expect(failure(operation)).toBe(code)
  })
})
