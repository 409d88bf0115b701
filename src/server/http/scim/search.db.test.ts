import { beforeAll, describe, expect, it } from 'vitest'
import { countQueries } from '#testing/count-queries.ts'
import { ENTERPRISE, makeScimClient, type ScimClient, type ScimReply } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

let tenant: TestTenant
let client: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
  const people: [string, Record<string, unknown>][] = [
    [
      'Dora',
      {
        displayName: 'delta',
        externalId: 'b',
        title: 'Zz',
        emails: [{ value: 'z@x.example' }, { value: 'a@x.example', primary: true }],
      },
    ],
    [
      'anna',
      {
        displayName: 'Alpha',
        externalId: 'B',
        [ENTERPRISE]: { department: 'Ops' },
        emails: [{ value: 'm@x.example' }],
      },
    ],
    ['Carl', { displayName: 'charlie', externalId: 'a', name: { familyName: 'Q' }, active: false }],
    ['bert', { title: 'aa' }],
  ]
  for (const [userName, more] of people) await client.user(userName, more)
  await client.group('Beta')
  await client.group('echo')
})

type Names = { userName?: string; displayName?: string }
const namesOf = (reply: ScimReply): string[] =>
  reply.body.Resources.map(({ userName, displayName }: Names) => userName ?? displayName)
const search = (path: string, more: object) => client.post(`${path}/.search`, { schemas: [SEARCH], ...more })

describe('sorting', () => {
  it.each([
    ['userName', ['anna', 'bert', 'Carl', 'Dora'], 'without regard to case'],
    [
      'externalId',
      ['anna', 'Carl', 'Dora', 'bert'],
      'with regard to case where the attribute has it, what has none last',
    ],
    ['name.familyName', ['Carl', 'Dora', 'anna', 'bert'], 'by a sub-attribute, ties by id'],
    ['emails', ['Dora', 'anna', 'Carl', 'bert'], 'by the primary value, else the first'],
    ['emails.value', ['Dora', 'anna', 'Carl', 'bert'], 'by a part of it'],
    ['active', ['Carl', 'Dora', 'anna', 'bert'], 'by a truth'],
    ['meta.created', ['Dora', 'anna', 'Carl', 'bert'], 'by a time'],
    [`${ENTERPRISE}:department`, ['anna', 'Dora', 'Carl', 'bert'], 'by an attribute of an extension'],
  ])('by %s gives %j: %s', async (sortBy, expected) => {
    expect(namesOf(await client.get(`/Users?sortBy=${sortBy}`))).toEqual(expected)
  })

  it('descending turns it round, with what has no value first and ties still by id', async () => {
    const { body } = await client.get('/Users?sortBy=title&sortOrder=descending&attributes=userName')
    expect(body.Resources.map(({ userName }: Names) => userName)).toEqual(['anna', 'Carl', 'Dora', 'bert'])
  })

  it('keeps to startIndex and count, and the groups sort too', async () => {
    expect(namesOf(await client.get('/Users?sortBy=userName&startIndex=2&count=2'))).toEqual(['bert', 'Carl'])
    expect(namesOf(await client.get('/Groups?sortBy=displayName&sortOrder=DESCENDING'))).toEqual(['echo', 'Beta'])
  })

  it.each(['nothing', 'name', 'groups', 'password', 'x509Certificates', 'userName%00'])(
    'by %s is 400 invalidValue',
    async (sortBy) => {
      expect((await client.get(`/Users?sortBy=${sortBy}`)).body).toMatchObject({
        status: '400',
        scimType: 'invalidValue',
      })
    },
  )

  it('in another order than the two there are is 400', async () => {
    expect((await client.get('/Users?sortBy=userName&sortOrder=up')).body.scimType).toBe('invalidValue')
  })
})

describe('POST /.search', () => {
  it('of a type says what the query string says otherwise', async () => {
    const { status, body } = await search('/Users', {
      filter: 'userName sw "A" or userName eq "DORA"',
      attributes: ['userName', 'active'],
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 1,
      count: 1,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 1 })
    expect(Object.keys(body.Resources[0]).sort()).toEqual(['active', 'id', 'schemas', 'userName'])
    expect(body.Resources[0].userName).toBe('Dora')
    const groups = await search('/Groups', { excludedAttributes: ['members', 'meta'] })
    expect(groups.body.Resources[0]).not.toHaveProperty('members')
  })

  it('at the root lists people and groups by age with one total, and pages through them', async () => {
    expect(namesOf(await search('', {}))).toEqual(['Dora', 'anna', 'Carl', 'bert', 'Beta', 'echo'])
    const page = await search('', { startIndex: 4, count: 2 })
    expect(page.body).toMatchObject({ totalResults: 6, startIndex: 4, itemsPerPage: 2 })
    expect(page.body.Resources.map((one: { meta: object }) => one.meta)).toMatchObject([
      { resourceType: 'User' },
      { resourceType: 'Group' },
    ])
  })

  it('at the root takes an attribute that a kind does not have as one without a value', async () => {
    expect(namesOf(await search('', { filter: 'displayName pr', sortBy: 'displayName' }))).toEqual([
      'anna',
      'Beta',
      'Carl',
      'Dora',
      'echo',
    ])
    expect(namesOf(await search('', { filter: 'userName sw "a"' }))).toEqual(['anna'])
    expect(namesOf(await search('', { filter: 'not (userName pr)' }))).toEqual(['Beta', 'echo'])
    expect(namesOf(await search('', { sortBy: 'active', filter: 'active eq false or members eq null' }))).toEqual([
      'Carl',
    ])
    expect((await search('', { filter: 'nothing pr' })).body.scimType).toBe('invalidFilter')
  })

  it.each([
    [{ schemas: [] }, 'invalidSyntax'],
    [{ filter: 1 }, 'invalidValue'],
    [{ count: '1' }, 'invalidValue'],
    [{ count: 1.5, cursor: '' }, 'invalidCount'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ filter: 'userName eq' }, 'invalidFilter'],
    [{ startIndex: 2, cursor: '' }, 'invalidValue'],
  ])('refuses %j as %s', async (more, scimType) => {
    for (const path of ['', '/Users', '/Groups']) {
      expect((await search(path, more)).body).toMatchObject({ status: '400', scimType })
    }
  })

  it('reads nothing for who has no token', async () => {
    expect((await client.send('POST', '/.search', { schemas: [SEARCH] }, { Authorization: 'Bearer x' })).status).toBe(
      401,
    )
  })
})

describe('paging by cursor (RFC 9865)', () => {
  const walk = async (ask: (cursor: string) => Promise<ScimReply>) => {
    const pages: string[][] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const reply = await ask(cursor)
      expect(reply.status).toBe(200)
      expect(reply.body).not.toHaveProperty('startIndex')
      pages.push(namesOf(reply))
      cursor = reply.body.nextCursor
    }
    return pages
  }

  it.each([
    '',
    'sortBy=externalId&',
    'sortBy=externalId&sortOrder=descending&',
    'sortBy=emails&',
    'sortBy=active&',
    'sortBy=meta.lastModified&',
    'sortBy=id&sortOrder=descending&',
  ])('goes through the whole list once, in the same order as without: ?%s', async (query) => {
    const pages = await walk((cursor) => client.get(`/Users?${query}count=1&cursor=${cursor}`))
    expect(pages.flat()).toEqual(namesOf(await client.get(`/Users?${query}`)))
    expect(pages.every((page) => page.length === 1)).toBe(true)
  })

  it('goes through groups and through both kinds, filtered', async () => {
    expect(await walk((cursor) => client.get(`/Groups?count=1&cursor=${cursor}`))).toEqual([['Beta'], ['echo']])
    const both = await walk((cursor) => search('', { count: 2, cursor, sortBy: 'displayName', filter: 'id pr' }))
    expect(both.flat()).toEqual(namesOf(await search('', { sortBy: 'displayName' })))
  })

  it('shows each once although people come and go meanwhile', async () => {
    const other = await makeScimClient(tenant)
    const made = []
    for (const n of [1, 2, 3, 4]) made.push(await other.user(`page-${n}`))
    const first = await other.get('/Users?count=2&cursor')
    await other.delete(`/Users/${made[0].id}`)
    const second = await other.get(`/Users?count=2&cursor=${first.body.nextCursor}`)
    expect(namesOf(second)).toEqual(['page-3', 'page-4'])
    expect(second.body).not.toHaveProperty('nextCursor')
  })

  it('takes a cursor only for the list, filter, order, directory and tenant that it was given out for', async () => {
    const { nextCursor } = (await client.get('/Users?count=1&filter=id%20pr&cursor=')).body
    expect((await client.get(`/Users?count=3&filter=id%20pr&cursor=${nextCursor}`)).status).toBe(200)
    const elsewhere = await makeScimClient(tenant)
    const foreign = await makeScimClient(await makeTestTenant())
    const changed = `${nextCursor.slice(0, 4)}${nextCursor[4] === 'A' ? 'B' : 'A'}${nextCursor.slice(5)}`
    for (const reply of [
      await client.get(`/Users?cursor=${nextCursor}`),
      await client.get(`/Users?filter=id%20pr&sortBy=title&cursor=${nextCursor}`),
      await client.get(`/Groups?filter=id%20pr&cursor=${nextCursor}`),
      await elsewhere.get(`/Users?filter=id%20pr&cursor=${nextCursor}`),
      await foreign.get(`/Users?filter=id%20pr&cursor=${nextCursor}`),
      await client.get(`/Users?filter=id%20pr&cursor=${changed}`),
      await client.get('/Users?cursor=%00'),
      await client.get("/Users?cursor=';--"),
    ]) {
      expect(reply.body).toMatchObject({ status: '400', scimType: 'invalidCursor' })
    }
    expect((await client.get('/Users?count=x&cursor=')).body.scimType).toBe('invalidCount')
  })

  it('costs the same number of queries deep in the list as at its beginning', async () => {
    const many = await makeScimClient(tenant)
    await storedRows(
      `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name)
       SELECT $1, gen_random_uuid(), $2, 'deep-' || n, 'Deep' FROM generate_series(1, 500) n`,
      [tenant.id, many.directoryId],
    )
    let cursor = (await many.get('/Users?count=200&cursor=')).body.nextCursor
    const first = await countQueries(() => many.get('/Users?count=200&cursor='))
    cursor = (await many.get(`/Users?count=200&cursor=${cursor}`)).body.nextCursor
    expect(await countQueries(() => many.get(`/Users?count=50&cursor=${cursor}`))).toBe(first)
  })

  it('says in ServiceProviderConfig how pages are made', async () => {
    expect((await client.get('/ServiceProviderConfig')).body).toMatchObject({
      sort: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 200,
        cursorTimeout: 3600,
      },
    })
  })
})
