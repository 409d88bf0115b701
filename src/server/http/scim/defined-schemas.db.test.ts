import { beforeAll, describe, expect, it } from 'vitest'
import { directorySchemasDefineInput } from '#contracts/directory-schemas.ts'
import { authorize } from '#server/domains/access/index.ts'
import { defineDirectorySchema, listDirectorySchemas, removeDirectorySchema } from '#server/domains/directory/index.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'

const BADGE = 'urn:example:scim:schemas:extension:badge:1.0:User'

let tenant: TestTenant
let client: ScimClient
let admin: TestPerson
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
  admin = await tenant.person({ role: 'admin' })
  await define(tenant, admin, {})
})

const attributes = [
  { name: 'badgeNumber', type: 'string', caseExact: true, required: true },
  { name: 'site', type: 'string' },
  { name: 'floors', type: 'integer', multiValued: true },
  { name: 'since', type: 'dateTime' },
  { name: 'contractor', type: 'boolean' },
  { name: 'share', type: 'decimal' },
]

function define(_: TestTenant, person: TestPerson, more: object): Promise<{ id: string }> {
  const input = directorySchemasDefineInput.parse({ urn: BADGE, name: 'Badge', attributes, ...more })
  return defineDirectorySchema(authorize({ ...person, request: testRequest() }, 'directory:manage'), input)
}

const badge = (more: object = {}) => ({
  badgeNumber: 'A-1',
  site: 'Basel',
  floors: [1, 3],
  since: '2026-01-31T12:00:00Z',
  contractor: false,
  share: 0.5,
  ...more,
})
const found = async (filter: string) => {
  const { status, body } = await client.find('Users', filter)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body.Resources.map((one: { userName: string }) => one.userName)
}

describe('a schema that the tenant defined', () => {
  it('is listed in /Schemas, by its id, and among the extensions of User', async () => {
    const { body } = await client.get('/Schemas')
    const listed = body.Resources.find((one: { id: string }) => one.id === BADGE)
    expect(listed.attributes[0]).toEqual({
      name: 'badgeNumber',
      type: 'string',
      multiValued: false,
      description: '',
      required: true,
      caseExact: true,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    })
    expect((await client.get(`/Schemas/${encodeURIComponent(BADGE)}`)).status).toBe(200)
    expect((await client.get('/ResourceTypes/User')).body.schemaExtensions).toContainEqual({
      schema: BADGE,
      required: false,
    })
    const foreign = await makeScimClient(await makeTestTenant())
    expect((await foreign.get(`/Schemas/${BADGE}`)).status).toBe(404)
  })

  it('is accepted, kept, shown and found by filters; one that nobody defined is left out as ever', async () => {
    const created = await client.user('badge@acme.example', { [BADGE]: badge(), 'urn:example:other:User': { x: 1 } })
    expect(created[BADGE]).toEqual(badge())
    expect(created.schemas).toEqual([USER, BADGE])
    expect(created).not.toHaveProperty(['urn:example:other:User'])
    await client.user('other@acme.example', { [BADGE.toUpperCase()]: { badgeNumber: 'a-1', floors: 3 } })
    await client.user('none@acme.example')
    expect(await found(`${BADGE}:badgeNumber eq "A-1"`)).toEqual(['badge@acme.example'])
    expect(await found(`${BADGE}:site eq "BASEL"`)).toEqual(['badge@acme.example'])
    expect(await found(`${BADGE}:floors eq 3`)).toEqual(['badge@acme.example', 'other@acme.example'])
    expect(await found(`${BADGE}:floors gt 2 and ${BADGE}:contractor eq false`)).toEqual(['badge@acme.example'])
    expect(await found(`${BADGE}:since lt "2026-02-01T00:00:00+02:00"`)).toEqual(['badge@acme.example'])
    expect(await found(`schemas eq "${BADGE}"`)).toEqual(['badge@acme.example', 'other@acme.example'])
    expect(await found(`not (${BADGE}:badgeNumber pr)`)).toContain('none@acme.example')
    expect((await client.find('Users', 'urn:example:other:User:x eq 1')).body.scimType).toBe('invalidFilter')
    const sorted = await client.get(`/Users?sortBy=${BADGE}:badgeNumber&count=2&attributes=${BADGE}:badgeNumber`)
    expect(sorted.body.Resources.map((one: Record<string, object>) => one[BADGE])).toEqual([
      { badgeNumber: 'A-1' },
      { badgeNumber: 'a-1' },
    ])
  })

  it('is changed by PATCH in all forms, and by PUT', async () => {
    const { id } = await client.user('patch@acme.example')
    const patch = async (...operations: object[]) => (await client.patch(`/Users/${id}`, ...operations)).body[BADGE]
    expect(await patch({ op: 'add', path: BADGE, value: { badgeNumber: '7' } })).toEqual({ badgeNumber: '7' })
    expect(await patch({ op: 'replace', path: `${BADGE}:floors`, value: [1, 2] })).toMatchObject({ floors: [1, 2] })
    expect(await patch({ op: 'add', path: `${BADGE}:floors`, value: [2, 5] })).toMatchObject({ floors: [1, 2, 5] })
    expect(await patch({ op: 'replace', value: { [`${BADGE}:site`]: 'Bern' } })).toMatchObject({ site: 'Bern' })
    expect(await patch({ op: 'remove', path: `${BADGE}:floors` })).toEqual({ badgeNumber: '7', site: 'Bern' })
    const { body } = await client.put(`/Users/${id}`, {
      schemas: [USER],
      userName: 'patch@acme.example',
      [BADGE]: { badgeNumber: '8' },
    })
    expect(body[BADGE]).toEqual({ badgeNumber: '8' })
    expect(await patch({ op: 'remove', path: BADGE })).toBeUndefined()
  })

  it.each([
    { badgeNumber: 5 },
    { site: 'without what is required' },
    { badgeNumber: '1', since: 'yesterday' },
    { badgeNumber: '1', since: '0000-01-01T00:00:00Z' },
    { badgeNumber: '1', floors: [1.5] },
    { badgeNumber: '1', floors: [2 ** 53] },
    { badgeNumber: '1', contractor: 'perhaps' },
  ])('refuses what the definition does not allow, and stores nothing: %j', async (values) => {
    const { status, body } = await client.post('/Users', {
      schemas: [USER],
      userName: 'bad@acme.example',
      [BADGE]: values,
    })
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' })
    expect(await found('userName eq "bad@acme.example"')).toEqual([])
  })

  it('refuses a number that is larger than any', async () => {
    const body = `{"schemas":["${USER}"],"userName":"huge","${BADGE}":{"badgeNumber":"1","share":1e400}}`
    expect((await client.post('/Users', body)).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
  })

  it('costs one query where it is named, and none where it is not', async () => {
    const plain = await countQueries(() => client.find('Users', 'userName eq "x"'))
    expect(await countQueries(() => client.find('Users', `${BADGE}:site eq "x"`))).toBe(plain + 1)
  })
})

describe('defining', () => {
  it('again adds attributes and words; what an attribute holds does not change, and none is left out', async () => {
    await define(tenant, admin, {
      description: 'Who may enter',
      attributes: [...attributes, { name: 'colour', type: 'string' }],
    })
    for (const changed of [
      attributes.slice(1),
      attributes.map((one) => (one.name === 'site' ? { ...one, type: 'integer' } : one)),
      attributes.map((one) => (one.name === 'floors' ? { ...one, multiValued: false } : one)),
    ]) {
      await expect(define(tenant, admin, { attributes: changed })).rejects.toMatchObject({ code: 'conflict' })
    }
    const { items } = await listDirectorySchemas(authorize({ ...admin, request: testRequest() }, 'directory:read'))
    expect(items).toMatchObject([{ urn: BADGE, description: 'Who may enter' }])
    expect(items[0]?.attributes.map(({ name }) => name)).toContain('colour')
    expect(await tenant.events('directory.schema.define')).toHaveLength(2)
  })

  it.each([
    { urn: 'urn:ietf:params:scim:schemas:core:2.0:User' },
    { urn: "urn:x:'; DROP TABLE users" },
    { urn: 'badge' },
    { attributes: [] },
    { attributes: [{ name: "a'b", type: 'string' }] },
    { attributes: [{ name: 'constructor', type: 'string' }] },
    { attributes: [{ name: '__proto__', type: 'string' }] },
    {
      attributes: [
        { name: 'a', type: 'string' },
        { name: 'A', type: 'string' },
      ],
    },
    { attributes: [{ name: 'a', type: 'complex' }] },
  ])('refuses %j', (more) => {
    expect(directorySchemasDefineInput.safeParse({ urn: BADGE, name: 'B', attributes, ...more }).success).toBe(false)
  })

  it('needs the right to manage directories', async () => {
    const viewer = await tenant.person({ role: 'viewer' })
    await expect(define(tenant, viewer, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('allows twenty schemas and no more', async () => {
    const full = await makeTestTenant()
    const owner = await full.person({ role: 'admin' })
    for (let n = 0; n < 20; n += 1) await define(full, owner, { urn: `urn:example:n${n}:User` })
    await expect(define(full, owner, { urn: 'urn:example:n20:User' })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('removing', () => {
  it('takes every value with it, and whoever had one has a new version', async () => {
    const other = await makeTestTenant()
    const provider = await makeScimClient(other)
    const person = await other.person({ role: 'admin' })
    const { id } = await define(other, person, {})
    const [held, free] = [await provider.user('held', { [BADGE]: badge() }), await provider.user('free')]
    const scope = authorize({ ...person, request: testRequest() }, 'directory:manage')
    expect(await removeDirectorySchema(scope, { id })).toEqual({ id, people: 1 })
    const { body } = await provider.get(`/Users/${held.id}`)
    expect(body).not.toHaveProperty([BADGE])
    expect(body).toMatchObject({ schemas: [USER], meta: { version: 'W/"2"' } })
    expect((await provider.get(`/Users/${free.id}`)).body.meta.version).toBe('W/"1"')
    expect((await provider.find('Users', `${BADGE}:site pr`)).body.scimType).toBe('invalidFilter')
    expect(await other.events('directory.schema.remove')).toMatchObject([{ metadata: { urn: BADGE, people: 1 } }])
    await expect(removeDirectorySchema(scope, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await storedRows('SELECT 1 FROM directory_schemas WHERE tenant_id = $1', [other.id])).toEqual([])
  })
})
