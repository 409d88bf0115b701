import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { applyPatch } from './apply-patch.ts'
import { GROUP_RESOURCE } from './group-schema.ts'
import { planMembership } from './membership-plan.ts'
import { parsePatch } from './parse-patch.ts'
import { parseResource } from './parse-resource.ts'
import { type JsonRecord, sameJson } from './scim-value.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE, USER_SCHEMA_ID } from './user-schema.ts'

const paths = fc.constantFrom(
  'active',
  'userName',
  'title',
  'name',
  'name.givenName',
  'emails',
  'emails.value',
  'emails[type eq "work"]',
  'emails[type eq "home"].value',
  'emails[primary eq true].type',
  'emails[not (value sw "a")]',
  'addresses[type eq "work"].locality',
  `${ENTERPRISE_SCHEMA_ID}:manager`,
  `${ENTERPRISE_SCHEMA_ID}:manager.value`,
  ENTERPRISE_SCHEMA_ID,
  'members',
  'members[value eq "a"]',
  'members[display co "x"]',
  'id',
  'meta',
  'groups',
  'password',
  'schemas',
  'nothing',
  'emails[',
  '',
  '[]',
  'a.b.c',
  '__proto__',
  'constructor',
)
const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('True', 'False', '', 'work'),
)
const part = fc.dictionary(
  fc.constantFrom('value', 'type', 'primary', 'display', '$ref', 'givenName', 'x', '__proto__'),
  scalar,
  { maxKeys: 4 },
)
const value = fc.oneof(
  scalar,
  part,
  fc.array(fc.oneof(scalar, part), { maxLength: 3 }),
  fc.dictionary(paths, fc.oneof(scalar, part), { maxKeys: 3 }),
)
const operation = fc.oneof(
  fc.record(
    {
      op: fc.constantFrom('add', 'Replace', 'REMOVE', 'move'),
      path: fc.oneof(paths, fc.string({ maxLength: 20 })),
      value,
    },
    { requiredKeys: ['op'] },
  ),
  fc.anything(),
)
const body = fc.record({
  Operations: fc.oneof(
    { weight: 9, arbitrary: fc.array(operation, { maxLength: 4 }) },
    { weight: 1, arbitrary: value },
  ),
})

const ada: JsonRecord = {
  userName: 'ada',
  active: true,
  name: { givenName: 'Ada' },
  emails: [{ value: 'a@b.example', type: 'work', primary: true }, { value: 'c' }],
  [ENTERPRISE_SCHEMA_ID]: { manager: { value: 'm' } },
}

it('whatever a PATCH says, it is applied as a whole or refused with a reason, and its input stays as it was', () => {
  const before = structuredClone(ada)
  fc.assert(
    fc.property(body, (patch) => {
      try {
        const after = applyPatch(USER_RESOURCE, ada, parsePatch(USER_RESOURCE, 'u', patch))
        // What can be stored can be stored again: the result is a resource that POST would take as it is.
        expect(sameJson(parseResource(USER_RESOURCE, { schemas: [USER_SCHEMA_ID], ...after }), after)).toBe(true)
        for (const list of Object.values(after).filter(Array.isArray)) {
          expect(list.filter((item) => (item as JsonRecord | null)?.primary === true).length).toBeLessThanOrEqual(1)
        }
      } catch (error) {
        if (!isAppError(error) || error.code === 'internal') throw error
      }
      expect(ada).toEqual(before)
    }),
    { numRuns: 3000 },
  )
})

it('whatever a PATCH says of members, it is planned or refused with a reason', () => {
  fc.assert(
    fc.property(body, (patch) => {
      try {
        for (const step of planMembership(parsePatch(GROUP_RESOURCE, 'g', patch)))
          expect(step.kind).toMatch(/change|replace|removeWhere/)
      } catch (error) {
        if (!isAppError(error) || error.code === 'internal') throw error
      }
    }),
    { numRuns: 2000 },
  )
})
