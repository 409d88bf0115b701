import { describe, expect, it } from 'vitest'
import { maskPath, maskQuery, readableQuery } from './mask-address.ts'
import { joinPersonal, maskText, splitPersonal } from './split-personal.ts'

const ID = '0197a000-0000-7000-8000-00000000dead'
const masked = (body: unknown) => joinPersonal(splitPersonal(body).structure, null)

describe('bodies', () => {
  it('keeps structure and ids, hides every other value, and gives them back whole', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: ID,
      externalId: '00u1',
      userName: 'ada@acme.example',
      name: { givenName: 'Ada', familyName: '' },
      emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
      active: 'False',
      employeeNumber: 4711,
      meta: {
        resourceType: 'User',
        created: '2026-01-01T00:00:00.000Z',
        version: 'W/"3"',
        location: `https://a.test/scim/v2/Users/${ID}`,
      },
    }
    const { structure, values, secrets } = splitPersonal(body)
    expect(secrets).toBe(0)
    expect(JSON.stringify(structure)).not.toMatch(/ada|00u1|4711/i)
    expect(joinPersonal(structure, values)).toEqual(body)
    expect(masked(body)).toMatchObject({
      id: ID,
      externalId: '••••••',
      active: 'False',
      emails: [{ value: '••••••', type: 'work', primary: true }],
      meta: { resourceType: 'User', version: 'W/"3"' },
    })
  })

  it.each([
    [{ password: 'hunter22' }],
    [{ PassWord: 'hunter22' }],
    [{ Operations: [{ op: 'replace', path: 'password', value: 'hunter22' }] }],
    [
      {
        Operations: [
          { Op: 'Add', Path: 'urn:ietf:params:scim:schemas:core:2.0:User:password', Value: { a: 'hunter22' } },
        ],
      },
    ],
    [{ Operations: [{ op: 'add', value: { 'urn:x:User:password': 'hunter22' } }] }],
    [{ Operations: [{ method: 'POST', data: { clientSecret: 'x', secret: ['hunter22'] } }] }],
  ])('stores no secret of %j', (body) => {
    const split = splitPersonal(body)
    expect(split.secrets).toBeGreaterThan(0)
    expect(JSON.stringify(split)).not.toContain('hunter22')
  })

  it.each([
    ['id', 'ada@acme.example'],
    ['value', 'Ada'],
    ['type', 'Ada Lovelace'],
    ['status', 'Ada'],
    ['schemas', 'Ada'],
    ['location', 'https://x.test/Users/ada@acme.example'],
    ['version', 'Ada'],
    ['op', 'Ada Lovelace'],
    ['path', 'emails[value eq "ada@acme.example"]'],
    ['anything', 'Ada'],
  ])('does not show under %s what does not look like it', (name, value) => {
    expect(JSON.stringify(splitPersonal({ [name]: value }).structure)).not.toMatch(/ada/i)
  })

  it.each(['filter', 'path', 'detail'])('keeps no literal beside the name of a secret under %s', (name) => {
    const split = splitPersonal({ [name]: 'password eq "hunter22"' })
    expect(JSON.stringify(split)).not.toContain('hunter22')
    expect(JSON.stringify(splitPersonal({ [name]: 'title eq "Nurse"' }).values)).toContain('Nurse')
  })

  it('cuts what is long, deep or wide, and keeps what Postgres can store', () => {
    const many = masked({ Resources: Array.from({ length: 200 }, () => ({ userName: 'x' })) }) as {
      Resources: unknown[]
    }
    expect(many.Resources).toHaveLength(51)
    expect(many.Resources.at(-1)).toBe('and 150 more, not stored')
    let deep: unknown = 'x'
    for (let n = 0; n < 5_000; n += 1) deep = [deep]
    expect(() => JSON.stringify(splitPersonal(deep))).not.toThrow()
    const odd = splitPersonal({ title: 'a\u0000b\uD800', $personal: 'v0', __proto__x: 1 })
    expect(JSON.stringify(odd)).not.toMatch(/\\u0000|\\ud800/)
    expect(Object.keys(odd.structure as object)).not.toContain('$personal')
  })
})

describe('addresses', () => {
  it.each([
    ['userName eq "ada@acme.example"', 'userName eq "••••••"'],
    ['userName eq "ada', 'userName eq "••••••"'],
    ['userName eq ada', 'userName eq ••••••'],
    ["displayName eq 'Ada Lovelace' and active eq true", 'displayName eq •••••• and active eq true'],
    ["displayName eq 'Ada Love", 'displayName eq ••••••'],
    [
      'active eq true and emails[type eq "work"].value co "x"',
      'active eq true and emails[type eq "work"].value co "••••••"',
    ],
    [`members[value eq "${ID}"]`, `members[value eq "${ID}"]`],
    ['ada@acme.example', '••••••'],
    ['userName eq "a\\"b@c"', 'userName eq "••••••"'],
  ])('%s is shown as %s', (text, shown) => {
    expect(maskText(text)).toBe(shown)
  })

  it('shows ids and words of ours in a path and nothing else', () => {
    expect(maskPath(`/scim/v2/Users/${ID}`)).toBe(`/scim/v2/Users/${ID}`)
    expect(maskPath('/scim/v2/Users/ada%40acme.example')).toBe('/scim/v2/Users/••••••')
    expect(maskPath('/scim/v2/%55sers')).toBe('/scim/v2/••••••')
  })

  it('hides the place in a sorted list that a cursor holds, and keeps it for who may see it', () => {
    const place = Buffer.from('["ada@acme.example","id",1]').toString('base64url')
    expect(maskQuery(`sortBy=userName&cursor=${place}.mac`)).toBe('sortBy=userName&cursor=••••••')
    expect(maskQuery('cursor=')).toBe('cursor=••••••')
    expect(readableQuery(`cursor=${place}.mac`)).toBe(`cursor=${place}.mac`)
  })

  it('shows known parameters, hides the values of others, and keeps no secret even revealed', () => {
    const query =
      'filter=userName%20eq%20%22ada%22&startIndex=1&count=2&name=ada&access_token=hunter22&aadOptscim062020'
    expect(maskQuery(query)).toBe(
      'filter=userName eq "••••••"&startIndex=1&count=2&name=••••••&access_token=••••••&aadOptscim062020',
    )
    expect(readableQuery(query)).toContain('userName eq "ada"')
    expect(readableQuery(query)).not.toContain('hunter22')
    expect(readableQuery('filter=password%20eq%20%22hunter22%22')).not.toContain('hunter22')
  })
})
