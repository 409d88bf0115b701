import pg from 'pg'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { interleaved, median } from '../interleaved.ts'
import type { Result } from '../report.ts'

export const ADDED = 256
const MANY = 100_000
const FEW = 10
const ROUNDS = 60
const AT_ONCE = 20

/** What is done to groups, in this process, against the SQL behind it or the same work on a small group. */
export async function groupWork(superuserUrl: string): Promise<Result[]> {
  const tenant = await makeTestTenant()
  const client = await makeScimClient(tenant)
  const people = await makePeople(tenant, client, MANY)
  const few = await makeGroup(tenant, client, people.slice(0, FEW))
  const many = await makeGroup(tenant, client, people.slice(0, MANY - ROUNDS * 4))
  await storedRows('ANALYZE')
  return [
    ...(await addingMembers(client, tenant, people.slice(0, ADDED), superuserUrl)),
    await addingOne(client, { few, many }, people.slice(MANY - ROUNDS * 4)),
    await listing(),
    await concurrentPatches(client, tenant, people),
  ]
}

const adding = (ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })

async function patch(client: ScimClient, groupId: string, ids: string[]): Promise<void> {
  const { status, body } = await client.patch(`/Groups/${groupId}`, adding(ids))
  if (status !== 204) throw new Error(`a PATCH is answered ${status}: ${JSON.stringify(body)}`)
}

async function addingMembers(
  client: ScimClient,
  tenant: TestTenant,
  ids: string[],
  superuserUrl: string,
): Promise<Result[]> {
  const raw = new pg.Client({ connectionString: superuserUrl })
  await raw.connect()
  const times = { ours: [] as number[], reference: [] as number[] }
  // All of them ahead, and looked at by Postgres as its own vacuum would: on a table that has just grown it plans badly.
  const groups: string[] = []
  for (let made = 0; made < (ROUNDS + 5) * 2; made += 1) groups.push(await makeGroup(tenant, client, []))
  await storedRows('ANALYZE')
  const insert = `INSERT INTO group_members (tenant_id, group_id, user_id) SELECT $1, $2, unnest($3::uuid[])`
  for (let round = -5; round < ROUNDS; round += 1) {
    const sides = {
      ours: async (groupId: string) => patch(client, groupId, ids),
      reference: async (groupId: string) =>
        raw.query({ name: 'insert', text: insert, values: [tenant.id, groupId, ids] }),
    }
    for (const side of round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)) {
      const groupId = groups.pop() as string
      const started = performance.now()
      await sides[side](groupId)
      if (round >= 0) times[side].push(performance.now() - started)
    }
  }
  await raw.end()
  return [timeResult(`PATCH adding ${ADDED} members, against its single INSERT`, times, 2.5)]
}

async function addingOne(
  client: ScimClient,
  { few, many }: { few: string; many: string },
  newcomers: string[],
): Promise<Result> {
  const times = { ours: [] as number[], reference: [] as number[] }
  let next = 0
  for (let round = -5; round < ROUNDS; round += 1) {
    for (const side of round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)) {
      const id = newcomers[next % newcomers.length] as string
      next += 1
      const started = performance.now()
      await patch(client, side === 'ours' ? many : few, [id])
      if (round >= 0) times[side].push(performance.now() - started)
    }
  }
  return timeResult(`adding one member to a group of ${MANY}, against a group of ${FEW}`, times, 1.2)
}

/** Two directories with as many groups; in one of them they are large. */
async function listing(): Promise<Result> {
  const sides = { ours: MANY, reference: FEW }
  const clients = new Map<string, ScimClient>()
  for (const [side, size] of Object.entries(sides)) {
    const tenant = await makeTestTenant()
    const client = await makeScimClient(tenant)
    const people = await makePeople(tenant, client, size)
    for (let index = 0; index < 5; index += 1) await makeGroup(tenant, client, people)
    clients.set(side, client)
  }
  await storedRows('ANALYZE')
  const list = (side: string) => async () => {
    const { body } = await (clients.get(side) as ScimClient).get('/Groups?excludedAttributes=members')
    if (body.Resources.length !== 5 || 'members' in body.Resources[0]) throw new Error('not the five groups')
  }
  return interleaved({
    work: `GET /Groups?excludedAttributes=members, groups of ${MANY} against groups of ${FEW}`,
    ours: list('ours'),
    reference: list('reference'),
    concurrency: 4,
    aim: 0.95,
  })
}

async function concurrentPatches(client: ScimClient, tenant: TestTenant, people: string[]): Promise<Result> {
  const groupId = await makeGroup(tenant, client, [])
  const each = 5
  await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) =>
      patch(client, groupId, people.slice(index * each, index * each + each)),
    ),
  )
  const { body } = await client.get(`/Groups/${groupId}`)
  const members = new Set<string>(body.members.map(({ value }: { value: string }) => value))
  if (members.size !== body.members.length) throw new Error('a member is doubled')
  const expected = AT_ONCE * each
  return {
    work: `members kept of ${AT_ONCE} concurrent PATCHes on one group`,
    ours: members.size,
    reference: expected,
    unit: 'members',
    ratio: members.size / expected,
    aim: 1,
    lowerIsBetter: false,
  }
}

function timeResult(work: string, times: { ours: number[]; reference: number[] }, aim: number): Result {
  const ratio = median(times.ours.map((value, round) => value / (times.reference[round] as number)))
  const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits
  return {
    work,
    ours: round(median(times.ours), 2),
    reference: round(median(times.reference), 2),
    unit: 'ms',
    ratio: round(ratio, 3),
    aim,
    lowerIsBetter: true,
  }
}

async function makePeople(tenant: TestTenant, client: ScimClient, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await storedRows(
    `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name, scim)
     SELECT $1, id, $2, id::text, 'Person ' || id, jsonb_build_object('userName', id::text) FROM unnest($3::uuid[]) AS id`,
    [tenant.id, client.directoryId, ids],
  )
  return ids
}

async function makeGroup(tenant: TestTenant, client: ScimClient, members: string[]): Promise<string> {
  const id = newId()
  await storedRows('INSERT INTO groups (tenant_id, id, directory_id, display_name) VALUES ($1, $2, $3, $4)', [
    tenant.id,
    id,
    client.directoryId,
    id,
  ])
  await storedRows('INSERT INTO group_members (tenant_id, group_id, user_id) SELECT $1, $2, unnest($3::uuid[])', [
    tenant.id,
    id,
    members,
  ])
  return id
}
