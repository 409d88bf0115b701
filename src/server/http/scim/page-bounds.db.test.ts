import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeScimClient, type ScimClient, type ScimReply } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await makeTestTenant()
})

async function people(client: ScimClient, count: number): Promise<void> {
  await storedRows(
    `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name)
     SELECT $1, gen_random_uuid(), $2::uuid, 'm' || n || '-' || $2::uuid, 'Member ' || n FROM generate_series(1, $3) n`,
    [tenant.id, client.directoryId, count],
  )
}

/** A group of the first so many people of the directory. */
async function group(client: ScimClient, name: string, members: number): Promise<string> {
  const id = newId()
  await storedRows('INSERT INTO groups (tenant_id, id, directory_id, display_name) VALUES ($1, $2, $3, $4)', [
    tenant.id,
    id,
    client.directoryId,
    name,
  ])
  await storedRows(
    `INSERT INTO group_members (tenant_id, group_id, user_id)
     SELECT $1, $2, id FROM users WHERE tenant_id = $1 AND directory_id = $3 ORDER BY id LIMIT $4`,
    [tenant.id, id, client.directoryId, members],
  )
  return id
}

/** Every page as a provider reads them: on behind the last resource that was there. */
async function pages(client: ScimClient, path: string): Promise<ScimReply['body'][]> {
  const read = []
  for (let startIndex = 1; ; ) {
    const { body } = await client.get(`${path}${path.includes('?') ? '&' : '?'}startIndex=${startIndex}&count=200`)
    read.push(body)
    startIndex += body.itemsPerPage
    if (body.itemsPerPage === 0 || startIndex > body.totalResults) return read
  }
}

describe('GET /Groups with members', () => {
  let client: ScimClient
  beforeAll(async () => {
    client = await makeScimClient(tenant)
    await people(client, 4000)
    const sizes = [0, 4000, 4000, 4000, 0, 1, 4000]
    for (const [n, size] of sizes.entries()) await group(client, `G${n}`, size)
  })

  it('shows as many groups as have ten thousand members together, each with all of its own', async () => {
    const read = await pages(client, '/Groups')
    expect(read.map((page) => [page.startIndex, page.itemsPerPage, page.totalResults])).toEqual([
      [1, 3, 7],
      [4, 4, 7],
    ])
    const shown = read.flatMap((page) => page.Resources)
    expect(shown.map((one) => [one.displayName, one.members.length])).toEqual([
      ['G0', 0],
      ['G1', 4000],
      ['G2', 4000],
      ['G3', 4000],
      ['G4', 0],
      ['G5', 1],
      ['G6', 4000],
    ])
  })

  it('shows all groups at once where members are not asked for', async () => {
    const [page, ...others] = await pages(client, '/Groups?excludedAttributes=members')
    expect({ shown: page.itemsPerPage, others }).toEqual({ shown: 7, others: [] })
  })

  it('takes two queries more than nothing, however many groups and members there are', async () => {
    const small = await makeScimClient(tenant)
    await small.group('One')
    const queries = (who: ScimClient) => countQueries(() => who.get('/Groups?count=2'))
    await queries(small)
    expect((await queries(client)) - (await queries(small))).toBeLessThanOrEqual(1)
  })

  it('shows one group that has more than a page alone', async () => {
    const large = await makeScimClient(tenant)
    await people(large, 12_000)
    await group(large, 'Small', 1)
    await group(large, 'Large', 12_000)
    const read = await pages(large, '/Groups')
    expect(read.map((page) => page.Resources.map((one: { members: [] }) => one.members.length))).toEqual([
      [1],
      [12_000],
    ])
  })
})

describe('a group of more members than one answer shows', () => {
  it('is never shown in part: it is refused with what to ask for, and read without them', async () => {
    const client = await makeScimClient(tenant)
    await people(client, 100_001)
    const id = await group(client, 'All', 100_001)
    for (const path of [`/Groups/${id}`, '/Groups']) {
      const { status, body } = await client.get(path)
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'tooMany' })
      expect(body.detail).toContain('excludedAttributes=members')
      expect((await client.get(`${path}?excludedAttributes=members`)).status).toBe(200)
    }
    const [one] = await storedRows<{ id: string }>(
      'SELECT user_id AS id FROM group_members WHERE group_id = $1 LIMIT 1',
      [id],
    )
    const removal = { op: 'remove', path: `members[value eq "${one?.id}"]` }
    expect((await client.patch(`/Groups/${id}`, removal)).status).toBe(204)
    expect((await client.get(`/Groups/${id}`)).body.members).toHaveLength(100_000)
  }, 60_000)
})

describe('GET /Users with groups', () => {
  it('shows as many people as have ten thousand groups together', async () => {
    const client = await makeScimClient(tenant)
    await people(client, 5)
    await storedRows(
      `WITH made AS (
         INSERT INTO groups (tenant_id, id, directory_id, display_name)
         SELECT $1, gen_random_uuid(), $2, 'g' || n FROM generate_series(1, 4000) n RETURNING id
       )
       INSERT INTO group_members (tenant_id, group_id, user_id)
       SELECT $1, made.id, u.id FROM made, users u WHERE u.tenant_id = $1 AND u.directory_id = $2`,
      [tenant.id, client.directoryId],
    )
    const read = await pages(client, '/Users')
    expect(read.map((page) => page.itemsPerPage)).toEqual([2, 2, 1])
    expect(read.flatMap((page) => page.Resources).map((user) => user.groups.length)).toEqual(Array(5).fill(4000))
    expect((await pages(client, '/Users?excludedAttributes=groups')).map((page) => page.itemsPerPage)).toEqual([5])
  })
})

describe('one User', () => {
  it('weighs at most 128 KiB, so that a page of them stays in bounds', async () => {
    const client = await makeScimClient(tenant)
    const { id } = await client.user('heavy@acme.test')
    const certificate = (n: number) => ({ value: String(n).repeat(50_000) })
    const add = (n: number) => ({ op: 'add', path: 'x509Certificates', value: [certificate(n)] })
    expect((await client.patch(`/Users/${id}`, add(1), add(2))).status).toBe(200)
    const { status, body } = await client.patch(`/Users/${id}`, add(3))
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' })
    expect((await client.get(`/Users/${id}`)).body.x509Certificates).toHaveLength(2)
  })
})
