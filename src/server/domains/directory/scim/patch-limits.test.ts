import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { applyPatch } from './apply-patch.ts'
import { GROUP_RESOURCE } from './group-schema.ts'
import { planMembership } from './membership-plan.ts'
import { parsePatch } from './parse-patch.ts'
import type { JsonRecord } from './scim-value.ts'
import { USER_RESOURCE } from './user-schema.ts'

const full: JsonRecord = { userName: 'v', emails: Array.from({ length: 1000 }, (_, n) => ({ value: `e${n}@x` })) }
const patch = (Operations: unknown[], resource = full) =>
  applyPatch(USER_RESOURCE, resource, parsePatch(USER_RESOURCE, 'id', { Operations }))
const failure = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return isAppError(error) ? error.code : error
  }
  return 'applied'
}
const add = (value: unknown) => ({ op: 'add', path: 'emails', value })
const many = (count: number, make: (n: number) => unknown) => Array.from({ length: count }, (_, n) => make(n))

describe('a PATCH', () => {
  it('of a thousand operations on a thousand values costs one pass, not a million comparisons', () => {
    const began = performance.now()
    expect(patch(many(1000, (n) => add([{ value: `e${n}@x`, display: 'Known' }]))).emails).toHaveLength(1000)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('leaves no attribute with more than a thousand values, however they came', () => {
    const batches = many(5, (k) => add(many(1000, (n) => ({ value: `k${k}-${n}` }))))
    expect(failure(() => patch(batches, { userName: 'v' }))).toBe('invalid_value')
    expect(failure(() => patch([add([{ value: 'one@more' }])]))).toBe('invalid_value')
    expect(
      patch([add([{ value: 'one@more' }]), { op: 'remove', path: 'emails', value: [{ value: 'e1@x' }] }]).emails,
    ).toHaveLength(1000)
  })

  it('has at most a thousand operations, those counted that stand in one without a path', () => {
    const title = { op: 'replace', path: 'title', value: 'T' }
    expect(failure(() => patch(many(1001, () => title)))).toBe('too_many')
    expect(failure(() => patch(many(501, () => ({ op: 'add', value: { title: 'T', nickName: 'N' } }))))).toBe(
      'too_many',
    )
    expect(patch(many(1000, () => title)).title).toBe('T')
  })

  it('goes through long lists only so often', () => {
    const scans = (count: number) =>
      many(count, () => ({ op: 'replace', path: 'emails[value ew "9@x"].type', value: 'work' }))
    expect(failure(() => patch(scans(200)))).toBe('applied')
    expect(failure(() => patch(scans(1000)))).toBe('too_many')
    const removals = many(1000, (n) => ({ op: 'remove', path: 'emails', value: [{ value: `e${n}@x` }] }))
    expect(failure(() => patch(removals))).toBe('too_many')
    expect(failure(() => patch(removals.slice(0, 100)))).toBe('applied')
  })

  it('doubles no value whatever the case of its type, also where one operation makes two alike', () => {
    const resource: JsonRecord = {
      userName: 'v',
      emails: [
        { value: 'a@x', type: 'work' },
        { value: 'b@x', type: 'home' },
      ],
    }
    expect(patch([add([{ value: 'a@x', type: 'WORK', display: 'A' }])], resource).emails).toEqual([
      { value: 'a@x', type: 'WORK', display: 'A' },
      { value: 'b@x', type: 'home' },
    ])
    const alike = [
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'a@x' },
      { op: 'replace', path: 'emails[type eq "home"].type', value: 'Work' },
    ]
    expect(patch(alike, resource).emails).toEqual([{ value: 'a@x', type: 'Work' }])
  })

  it('keeps one primary while operations follow each other', () => {
    const emails = patch(
      [
        add([{ value: 'a@x', primary: true }]),
        add([{ value: 'b@x', primary: true }]),
        { op: 'replace', path: 'emails[primary eq true].type', value: 'home' },
      ],
      { userName: 'v' },
    ).emails
    expect(emails).toEqual([
      { value: 'a@x', primary: false },
      { value: 'b@x', primary: true, type: 'home' },
    ])
  })

  it('of a group takes a thousand single members and only a few filters', () => {
    const plan = (Operations: unknown[]) => planMembership(parsePatch(GROUP_RESOURCE, 'id', { Operations }))
    const single = many(1000, (n) => ({ op: 'add', path: 'members', value: [{ value: `m${n}` }] }))
    expect(plan(single)).toHaveLength(1)
    expect(failure(() => plan(many(50, (n) => ({ op: 'remove', path: `members[display co "${n}"]` }))))).toBe(
      'too_many',
    )
  })
})
