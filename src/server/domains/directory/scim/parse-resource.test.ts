import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { GROUP_RESOURCE, GROUP_SCHEMA_ID } from './group-schema.ts'
import { parseResource } from './parse-resource.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE, USER_SCHEMA_ID } from './user-schema.ts'

const user = (body: object) => parseResource(USER_RESOURCE, { schemas: [USER_SCHEMA_ID], ...body })
const failure = (body: unknown) => {
  try {
    parseResource(USER_RESOURCE, body)
  } catch (error) {
    return isAppError(error) ? error.code : error
  }
  return 'read'
}

describe('the body of a create or a replace', () => {
  it('keeps what a client may set, under the names of the schema', () => {
    expect(
      user({
        USERNAME: 'ada',
        Name: { GIVENNAME: 'Ada' },
        emails: [{ value: 'a@b.example', Primary: 'True' }],
        [ENTERPRISE_SCHEMA_ID.toUpperCase()]: { Department: 'Engines', manager: 'm-1' },
      }),
    ).toEqual({
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ value: 'a@b.example', primary: true }],
      [ENTERPRISE_SCHEMA_ID]: { department: 'Engines', manager: { value: 'm-1' } },
    })
  })

  it('Okta: a create carries a password and groups: [], and neither is kept', () => {
    expect(user({ userName: 'ada', password: 'tops3cret', groups: [] })).toEqual({ userName: 'ada' })
  })

  it('leaves out what is read-only, unknown or unassigned', () => {
    expect(
      user({
        userName: 'ada',
        id: 'mine',
        meta: { version: 'x' },
        shoeSize: 44,
        title: null,
        emails: [],
        'urn:x:y': { a: 1 },
      }),
    ).toEqual({ userName: 'ada' })
  })

  it('takes __proto__ and constructor for unknown names', () => {
    const body = JSON.parse(
      `{"schemas":["${USER_SCHEMA_ID}"],"userName":"ada","__proto__":{"active":false},"constructor":1}`,
    )
    expect(parseResource(USER_RESOURCE, body)).toEqual({ userName: 'ada' })
  })

  it('keeps one primary, the last', () => {
    const { emails } = user({
      userName: 'a',
      emails: [
        { value: 'x', primary: true },
        { value: 'y', primary: true },
      ],
    })
    expect(emails).toEqual([
      { value: 'x', primary: false },
      { value: 'y', primary: true },
    ])
  })

  it('Entra ID: a group carries a schema of its own beside the known one', () => {
    const schemas = [GROUP_SCHEMA_ID, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group']
    expect(
      parseResource(GROUP_RESOURCE, {
        schemas,
        externalId: 'e',
        displayName: 'Sales',
        meta: { resourceType: 'Group' },
      }),
    ).toEqual({
      externalId: 'e',
      displayName: 'Sales',
    })
  })

  it.each([
    [null, 'invalid_syntax'],
    [[], 'invalid_syntax'],
    ['text', 'invalid_syntax'],
    [{ userName: 'ada' }, 'invalid_value'],
    [{ schemas: [GROUP_SCHEMA_ID], userName: 'ada' }, 'invalid_value'],
    [{ schemas: 'x', userName: 'ada' }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID] }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID], userName: '  ' }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID], userName: 5 }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID], userName: 'ada', username: 'eve' }, 'invalid_syntax'],
    [{ schemas: [USER_SCHEMA_ID], userName: 'ada', name: 'Ada' }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID], userName: 'ada', emails: [5] }, 'invalid_value'],
    [{ schemas: [USER_SCHEMA_ID], userName: 'ada', [ENTERPRISE_SCHEMA_ID]: 'x' }, 'invalid_syntax'],
  ])('refuses %j as %s', (body, code) => {
    expect(failure(body)).toBe(code)
  })
})
