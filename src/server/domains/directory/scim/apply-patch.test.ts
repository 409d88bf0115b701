import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { applyPatch } from './apply-patch.ts'
import { parsePatch } from './parse-patch.ts'
import type { JsonRecord } from './scim-value.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE } from './user-schema.ts'

const ID = '0197a000-0000-7000-8000-000000000001'
const ada: JsonRecord = {
  userName: 'ada',
  active: true,
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  emails: [
    { value: 'ada@acme.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  addresses: [{ type: 'work', streetAddress: 'Main Street 1', locality: 'London' }],
  [ENTERPRISE_SCHEMA_ID]: { department: 'Engines', manager: { value: 'm-1', $ref: '../Users/m-1' } },
}
const patch = (...Operations: unknown[]) =>
  applyPatch(
    USER_RESOURCE,
    ada,
    parsePatch(USER_RESOURCE, ID, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations }),
  )
const failure = (...operations: unknown[]) => {
  try {
    patch(...operations)
  } catch (error) {
    return isAppError(error) ? error.code : error
  }
  return 'applied'
}

describe('RFC 7644 section 3.5.2', () => {
  it('adds, replaces and removes a single value', () => {
    expect(patch({ op: 'add', path: 'title', value: 'Countess' }).title).toBe('Countess')
    expect(patch({ op: 'replace', path: 'userName', value: 'ada2' }).userName).toBe('ada2')
    expect(patch({ op: 'remove', path: 'name.givenName' }).name).toEqual({ familyName: 'Lovelace' })
    expect(patch({ op: 'remove', path: 'name' })).not.toHaveProperty('name')
  })

  it('keeps the sub-attributes that a complex value does not name', () => {
    expect(patch({ op: 'replace', path: 'name', value: { givenName: 'Augusta' } }).name).toEqual({
      familyName: 'Lovelace',
      givenName: 'Augusta',
    })
  })

  it('adds to a list without doubling what is there', () => {
    const emails = patch({
      op: 'add',
      path: 'emails',
      value: [
        { value: 'ada@acme.example', type: 'Work', display: 'Office' },
        { value: 'a@new.example', type: 'other' },
      ],
    }).emails as JsonRecord[]
    expect(emails.map((email) => email.value)).toEqual(['ada@acme.example', 'ada@home.example', 'a@new.example'])
    expect(emails[0]).toMatchObject({ display: 'Office', primary: true })
  })

  it('lets the newest primary win', () => {
    const emails = patch({ op: 'add', path: 'emails', value: [{ value: 'a@new.example', primary: true }] }).emails
    expect((emails as JsonRecord[]).map((email) => email.primary)).toEqual([false, undefined, true])
    const byFilter = patch({ op: 'replace', path: 'emails[type eq "home"].primary', value: true }).emails
    expect((byFilter as JsonRecord[]).map((email) => email.primary)).toEqual([false, true])
  })

  it('replaces a whole list and clears it with null or an empty list', () => {
    expect(patch({ op: 'replace', path: 'emails', value: [{ value: 'x@y.example' }] }).emails).toEqual([
      { value: 'x@y.example' },
    ])
    expect(patch({ op: 'replace', path: 'emails', value: [] })).not.toHaveProperty('emails')
    expect(patch({ op: 'replace', path: 'emails', value: null })).not.toHaveProperty('emails')
  })

  it('changes the values that a filter chooses and leaves the others', () => {
    expect(patch({ op: 'replace', path: 'emails[type eq "home"].value', value: 'h@h.example' }).emails).toEqual([
      { value: 'ada@acme.example', type: 'work', primary: true },
      { value: 'h@h.example', type: 'home' },
    ])
    expect(patch({ op: 'remove', path: 'emails[type eq "home"]' }).emails).toHaveLength(1)
    expect(patch({ op: 'remove', path: 'addresses[type eq "work"].streetAddress' }).addresses).toEqual([
      { type: 'work', locality: 'London' },
    ])
    expect(
      patch({ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'n@n.example' } }).emails,
    ).toContainEqual({
      value: 'n@n.example',
      type: 'home',
    })
  })

  it('removing what is not there is done already', () => {
    expect(patch({ op: 'remove', path: 'emails[type eq "pager"]' })).toEqual(ada)
    expect(patch({ op: 'remove', path: 'title' })).toEqual(ada)
  })

  it('treats a filtered replace with no match that names nothing to create as noTarget', () => {
    expect(failure({ op: 'replace', path: 'emails[type ne "work" and type ne "home"].value', value: 'x' })).toBe(
      'no_target',
    )
    expect(failure({ op: 'replace', path: 'emails[type eq "other"].value', value: 'x@x.example' })).toBe('applied')
  })

  it.each([
    [{ op: 'replace', path: 'nothing', value: 1 }, 'invalid_path'],
    [{ op: 'replace', path: 'name.nothing', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 'emails[type eq "work"', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 'emails[type eq work].value', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 'emails[kind eq "work"].value', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 'emails[type eq "work"].nothing', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 'name[givenName eq "x"]', value: 'x' }, 'invalid_path'],
    [{ op: 'replace', path: 7, value: 'x' }, 'invalid_path'],
    [{ op: 'replace', value: { nothing: 'x' } }, 'invalid_path'],
    [{ op: 'remove', path: 'urn:example:User:x' }, 'invalid_path'],
    [{ op: 'remove' }, 'no_target'],
    [{ op: 'remove', path: '' }, 'no_target'],
    [{ op: 'move', path: 'title', value: 'x' }, 'invalid_syntax'],
    [{ path: 'title', value: 'x' }, 'invalid_syntax'],
    ['replace', 'invalid_syntax'],
    [{ op: 'replace', path: 'title' }, 'invalid_value'],
    [{ op: 'replace', path: 'title', value: 5 }, 'invalid_value'],
    [{ op: 'replace', path: 'title', value: { a: 1 } }, 'invalid_value'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalid_value'],
    [{ op: 'replace', path: 'active', value: [true, false] }, 'invalid_value'],
    [{ op: 'replace', value: 'active' }, 'invalid_value'],
    [{ op: 'replace', path: 'userName', value: '' }, 'invalid_value'],
    [{ op: 'remove', path: 'userName' }, 'invalid_value'],
    [{ op: 'replace', path: 'title', value: 'a\0b' }, 'invalid_value'],
    [{ op: 'replace', path: 'title', value: '\ud800' }, 'invalid_value'],
    [{ op: 'replace', path: 'userName', value: 'x'.repeat(513) }, 'invalid_value'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'replace', path: 'meta.created', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'mutability'],
    [{ op: 'replace', value: { id: 'another' } }, 'mutability'],
  ])('refuses %j as %s', (operation, code) => {
    expect(failure(operation)).toBe(code)
  })

  it('applies nothing where one operation of several is bad', () => {
    const before = structuredClone(ada)
    expect(
      failure({ op: 'replace', path: 'title', value: 'Countess' }, { op: 'replace', path: 'nothing', value: 1 }),
    ).toBe('invalid_path')
    expect(ada).toEqual(before)
  })

  it('never keeps a password', () => {
    expect(JSON.stringify(patch({ op: 'replace', path: 'password', value: 'tops3cret' }))).not.toContain('tops3cret')
    expect(JSON.stringify(patch({ op: 'replace', value: { password: 'tops3cret', title: 'x' } }))).not.toContain(
      'tops3cret',
    )
  })

  it('takes keys that are names of JavaScript objects for what they are: unknown', () => {
    expect(failure({ op: 'add', path: '__proto__', value: 'x' })).toBe('invalid_path')
    expect(failure({ op: 'add', path: 'constructor.name', value: 'x' })).toBe('invalid_path')
  })
})

describe('Entra ID', () => {
  it('disables with a capitalised op and the text "False"', () => {
    expect(patch({ op: 'Replace', path: 'active', value: 'False' }).active).toBe(false)
    expect(patch({ op: 'Replace', path: 'active', value: 'false' }).active).toBe(false)
    expect(patch({ op: 'Replace', path: 'active', value: 'True' }).active).toBe(true)
  })

  it('writes primary as "True"', () => {
    expect(patch({ op: 'Add', path: 'roles', value: [{ value: 'r', primary: 'True' }] }).roles).toEqual([
      { value: 'r', primary: true },
    ])
    expect(patch({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'r' }).roles).toEqual([
      { value: 'r', primary: true },
    ])
  })

  it('creates the entry that a filtered Replace or Add does not find', () => {
    for (const op of ['Replace', 'Add']) {
      expect(patch({ op, path: 'phoneNumbers[type eq "mobile"].value', value: '+44 1' }).phoneNumbers).toEqual([
        { type: 'mobile', value: '+44 1' },
      ])
    }
  })

  it('addresses the enterprise extension by its URN', () => {
    const patched = patch({ op: 'Add', path: `${ENTERPRISE_SCHEMA_ID}:employeeNumber`, value: '701984' })
    expect(patched[ENTERPRISE_SCHEMA_ID]).toMatchObject({ department: 'Engines', employeeNumber: '701984' })
  })

  it('writes a manager as bare text, as a list of one or as an object, and clears it with ""', () => {
    const path = `${ENTERPRISE_SCHEMA_ID}:manager`
    const managerAfter = (operation: object) => (patch(operation)[ENTERPRISE_SCHEMA_ID] as JsonRecord).manager
    expect(managerAfter({ op: 'Replace', path, value: 'm-2' })).toEqual({ value: 'm-2' })
    expect(managerAfter({ op: 'Replace', path: `${path}.value`, value: 'm-2' })).toEqual({ value: 'm-2' })
    expect(managerAfter({ op: 'Add', path: 'manager', value: [{ $ref: 'http://x/Users/m-3', value: 'm-3' }] })).toEqual(
      {
        $ref: 'http://x/Users/m-3',
        value: 'm-3',
      },
    )
    expect(managerAfter({ op: 'Replace', path, value: '' })).toBeUndefined()
    expect(managerAfter({ op: 'Replace', path: `${path}.value`, value: '' })).toBeUndefined()
    expect(managerAfter({ op: 'Remove', path })).toBeUndefined()
    expect(managerAfter({ op: 'replace', value: { [ENTERPRISE_SCHEMA_ID]: { manager: '' } } })).toBeUndefined()
  })

  it('with aadOptscim062020 replaces without a path, with dotted keys and full URNs', () => {
    const patched = patch({
      op: 'replace',
      value: {
        displayName: 'Ada L.',
        'name.givenName': 'Augusta',
        active: false,
        'emails[type eq "work"].value': 'augusta@acme.example',
        [`${ENTERPRISE_SCHEMA_ID}:department`]: 'Analysis',
        [`${ENTERPRISE_SCHEMA_ID}:manager`]: 'm-9',
      },
    })
    expect(patched).toMatchObject({
      displayName: 'Ada L.',
      active: false,
      name: { familyName: 'Lovelace', givenName: 'Augusta' },
      [ENTERPRISE_SCHEMA_ID]: { department: 'Analysis', manager: { value: 'm-9' } },
    })
    expect((patched.emails as JsonRecord[])[0]).toEqual({ type: 'work', value: 'augusta@acme.example', primary: true })
  })

  it('sends an empty Operations list, which changes nothing', () => {
    expect(patch()).toEqual(ada)
  })

  it('removes a whole extension by its URN', () => {
    expect(patch({ op: 'remove', path: ENTERPRISE_SCHEMA_ID })).not.toHaveProperty([ENTERPRISE_SCHEMA_ID])
  })
})

describe('Okta', () => {
  it('deactivates by a replace without a path', () => {
    expect(patch({ op: 'replace', value: { active: false } })).toEqual({ ...ada, active: false })
  })

  it('may repeat id and other read-only attributes in a replace without a path', () => {
    const repeated = { id: ID, schemas: ['x'], meta: {}, groups: [], title: 'T' }
    expect(patch({ op: 'replace', value: repeated })).toEqual({ ...ada, title: 'T' })
  })
})

describe('Keycloak, OneLogin and JumpCloud', () => {
  it('patch with a path and without one to the same effect', () => {
    expect(patch({ op: 'replace', path: 'title', value: 'T' })).toEqual(patch({ op: 'replace', value: { title: 'T' } }))
    expect(patch({ op: 'add', path: 'name', value: { middleName: 'B' } })).toEqual(
      patch({ op: 'add', value: { name: { middleName: 'B' } } }),
    )
  })
})
