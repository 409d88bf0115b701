import { beforeAll, expect, it } from 'vitest'
import { KEEPS_SHOWN } from '#contracts/rehearsals.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { person, rehearseAs } from './rehearsal.fixture.ts'

let tenant: TestTenant
let runner: TestPerson
let provider: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  runner = await tenant.person({ role: 'owner' })
  provider = await makeScimClient(tenant)
  await storedRows(
    `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name, scim)
     SELECT $1, gen_random_uuid(), $2, 'p' || n || '@acme.test', 'Person ' || n, jsonb_build_object('displayName', 'Person ' || n)
     FROM generate_series(1, 10000) n`,
    [tenant.id, provider.directoryId],
  )
  await tenant.mapping(provider.directoryId, 'Sales', 'viewer')
})

it('of 10,000 people everybody is counted, whoever gains or loses is shown, and of those who keep what they have the first', async () => {
  const named = Array.from(
    { length: 200 },
    (_, n) => `{"userName":"p${n + 1}@acme.test","displayName":"Person ${n + 1}","groups":["Sales"]}`,
  )
  const source = { kind: 'list', provider: 'entra', text: `[${named.join(',')}]`, missing: 'leave' }
  const result = await rehearseAs(runner, { directoryId: provider.directoryId, source })
  expect(result.totals).toMatchObject({ gains: 200, loses: 0 })
  expect(result.totals.keeps).toBeGreaterThanOrEqual(9_800)
  expect(result.people).toHaveLength(200 + KEEPS_SHOWN)
  expect(person(result, 'Person 200')).toMatchObject({ outcome: 'gains', userName: 'p200@acme.test' })
})

it('a group of 10,000 that is emptied says of each who loses what, in a few requests', async () => {
  const group = await tenant.group({ directoryId: provider.directoryId, name: 'Sales' })
  await storedRows(
    'INSERT INTO group_members (tenant_id, group_id, user_id) SELECT tenant_id, $2, id FROM users WHERE tenant_id = $1 AND directory_id = $3',
    [tenant.id, group, provider.directoryId],
  )
  const text = 'userName,displayName,groups\np1@acme.test,Person 1,Sales\n'
  const source = { kind: 'list', provider: 'okta-wizard', text, missing: 'leave' }
  const result = await rehearseAs(runner, { directoryId: provider.directoryId, source })
  expect(result.totals).toMatchObject({ loses: 9_999, gains: 0 })
  expect(result.requests.sent).toBeLessThan(20)
  const [reason] = person(result, 'Person 2')?.because ?? []
  expect(result.trail.find(({ n }) => n === reason)).toMatchObject({ method: 'PUT', kind: 'group.replace' })
})
