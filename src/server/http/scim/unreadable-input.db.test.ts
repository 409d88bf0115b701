import { beforeAll, describe, expect, it } from 'vitest'
import { ENTERPRISE, GROUP, makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant } from '#testing/test-tenant.ts'

let client: ScimClient
let userId: string
let groupId: string
beforeAll(async () => {
  client = await makeScimClient(await makeTestTenant())
  userId = (await client.user('known@acme.test')).id
  groupId = (await client.group('Known', [userId])).id
})

const scimTypes = /^(invalidFilter|invalidPath|invalidValue|invalidSyntax|noTarget|mutability)$/

describe.each([
  ['NUL', '\0'],
  ['half a surrogate pair', '\ud800'],
])('%s', (_, bad) => {
  it.each([
    { userName: `x${bad}` },
    { userName: 'x', externalId: bad },
    { userName: 'x', displayName: bad },
    { userName: 'x', name: { givenName: `a${bad}` } },
    { userName: 'x', emails: [{ value: `a${bad}@x` }] },
    { userName: 'x', emails: [{ value: 'a@x', type: bad }] },
    { userName: 'x', emails: bad },
    { userName: 'x', addresses: [{ locality: bad }] },
    { userName: 'x', x509Certificates: [{ value: bad }] },
    { userName: 'x', profileUrl: bad },
    { userName: 'x', [ENTERPRISE]: { department: bad } },
    { userName: 'x', [ENTERPRISE]: { manager: bad } },
    { userName: 'x', active: bad },
  ])('in the body of a User is 400: %j', async (body) => {
    for (const reply of [
      await client.post('/Users', { schemas: [USER], ...body }),
      await client.put(`/Users/${userId}`, { schemas: [USER], ...body }),
      await client.patch(`/Users/${userId}`, { op: 'replace', value: body }),
    ]) {
      expect({ status: reply.status, scimType: reply.body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' })
    }
  })

  it.each([
    { displayName: bad },
    { displayName: 'G', externalId: bad },
    { displayName: 'G', members: [{ value: bad }] },
  ])('in the body of a Group is 400: %j', async (body) => {
    for (const reply of [
      await client.post('/Groups', { schemas: [GROUP], ...body }),
      await client.put(`/Groups/${groupId}`, { schemas: [GROUP], ...body }),
      await client.patch(`/Groups/${groupId}`, { op: 'replace', value: body }),
    ]) {
      expect({ status: reply.status, scimType: reply.body.scimType }).toEqual({
        status: 400,
        scimType: 'invalidValue',
      })
    }
  })

  it.each([
    { op: 'replace', path: bad, value: 'x' },
    { op: 'replace', path: `title${bad}`, value: 'x' },
    { op: 'replace', path: `emails[type eq "${bad}"].value`, value: 'x' },
    { op: 'remove', path: `emails[value eq ${JSON.stringify(bad)}]` },
    { op: 'replace', value: { [`a${bad}`]: 'x' } },
    { op: bad, path: 'title', value: 'x' },
  ])('in a PATCH operation is 400: %j', async (operation) => {
    for (const path of [`/Users/${userId}`, `/Groups/${groupId}`]) {
      const { status, body } = await client.patch(path, operation)
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: expect.stringMatching(scimTypes) })
    }
  })
})

describe('a query', () => {
  it.each([
    'filter=%00',
    'filter=userName%20eq%20%22a%00%22',
    `filter=${encodeURIComponent('id eq "a\\u0000"')}`,
    `filter=${encodeURIComponent('externalId sw "\\ud800"')}`,
    'filter=user%00Name%20pr',
    'attributes=%00',
    'attributes=userName,a%00',
    'excludedAttributes=%00',
    'startIndex=%00',
    'count=1%00',
  ])('that holds a character that is stored nowhere is 400: ?%s', async (query) => {
    for (const resource of ['Users', 'Groups']) {
      const { status, body } = await client.get(`/${resource}?${query}`)
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: expect.stringMatching(scimTypes) })
    }
  })

  it.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '2026-13-01T00:00:00Z',
    '2026-02-30T99:00:00Z',
  ])('for a time that no clock shows is 400: %s', async (time) => {
    for (const resource of ['Users', 'Groups']) {
      expect((await client.find(resource as 'Users', `meta.created gt "${time}"`)).body).toMatchObject({
        status: '400',
        scimType: 'invalidFilter',
      })
    }
  })

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '0001-01-02T00:00:00+23:59'])(
    'for the first and the last time there are is answered: %s',
    async (time) => {
      const { status, body } = await client.find('Users', `meta.created gt "${time}" or meta.created lt "${time}"`)
      expect({ status, found: body.totalResults }).toEqual({ status: 200, found: 1 })
    },
  )

  it('an id that is none names nothing', async () => {
    for (const id of ['%00', 'a%00', '%ff', '..%2fUsers']) {
      for (const resource of ['Users', 'Groups']) expect((await client.get(`/${resource}/${id}`)).status).toBe(404)
    }
  })
})
