import { expect, it } from 'vitest'
import { projection } from './projection.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE, USER_SCHEMA_ID } from './user-schema.ts'

const ada = {
  schemas: [USER_SCHEMA_ID],
  id: 'u-1',
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'a@b.example', type: 'work' }],
  [ENTERPRISE_SCHEMA_ID]: { department: 'Engines', costCenter: '7' },
}
const shown = (attributes?: string, excluded?: string) => projection(USER_RESOURCE, attributes, excluded).apply(ada)
const always = { schemas: [USER_SCHEMA_ID], id: 'u-1' }

it('shows everything where nothing is asked for', () => {
  expect(shown()).toEqual(ada)
})

it('shows only what attributes names, and always id and schemas', () => {
  expect(shown('userName')).toEqual({ ...always, userName: 'ada' })
  expect(shown('USERNAME, name.givenName')).toEqual({ ...always, userName: 'ada', name: { givenName: 'Ada' } })
  expect(shown('emails.value')).toEqual({ ...always, emails: [{ value: 'a@b.example' }] })
  expect(shown(`${ENTERPRISE_SCHEMA_ID}:department`)).toEqual({
    ...always,
    [ENTERPRISE_SCHEMA_ID]: { department: 'Engines' },
  })
  expect(shown(ENTERPRISE_SCHEMA_ID)).toEqual({ ...always, [ENTERPRISE_SCHEMA_ID]: ada[ENTERPRISE_SCHEMA_ID] })
  expect(shown('nothing')).toEqual(always)
  expect(shown('')).toEqual(always)
})

it('leaves out what excludedAttributes names, but never id and schemas', () => {
  expect(shown(undefined, `id,schemas,emails,name.familyName,${ENTERPRISE_SCHEMA_ID}:costCenter`)).toEqual({
    ...always,
    userName: 'ada',
    name: { givenName: 'Ada' },
    [ENTERPRISE_SCHEMA_ID]: { department: 'Engines' },
  })
})

it('says beforehand what need not be read', () => {
  expect(projection(USER_RESOURCE, undefined, 'groups').shows('groups')).toBe(false)
  expect(projection(USER_RESOURCE, 'userName', undefined).shows('groups')).toBe(false)
  expect(projection(USER_RESOURCE, 'groups.value', undefined).shows('groups')).toBe(true)
  expect(projection(USER_RESOURCE, undefined, undefined).shows('groups')).toBe(true)
})
