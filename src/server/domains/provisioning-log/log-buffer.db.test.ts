import { beforeAll, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { listProvisioningLog } from './list-provisioning-log.ts'
import { bufferRequest, flushProvisioningLog, WAITING_AT_MOST, type Waiting } from './log-buffer.ts'

let acme: TestTenant
let client: ScimClient
let token: { id: string }
beforeAll(async () => {
  acme = await makeTestTenant()
  client = await makeScimClient(acme)
  ;[token] = (await storedRows<{ id: string }>('SELECT id FROM scim_tokens WHERE directory_id = $1', [
    client.directoryId,
  ])) as [{ id: string }]
})

const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  id: newId(),
  at: new Date(),
  durationMs: 1,
  requestId: newId(),
  method: 'GET',
  path: '/scim/v2/Users',
  query: '',
  ip: undefined,
  userAgent: undefined,
  principal: {
    type: 'directory',
    tenantId: acme.id,
    id: client.directoryId,
    tokenId: token.id,
    request: testRequest('scim'),
  },
  presented: null,
  status: 200,
  situation: null,
  requestBody: undefined,
  requestBytes: 0,
  responseBody: { totalResults: 0 },
  responseBytes: 10,
  done: [],
  ...more,
})
const stored = () =>
  storedRows<{ kind: string; count: number }>(
    'SELECT kind, count(*)::int AS count FROM provisioning_log WHERE tenant_id = $1 GROUP BY kind ORDER BY kind',
    [acme.id],
  )

it('counts what it cannot hold and says so in the log; the rest is written, each once', async () => {
  for (let n = 0; n < WAITING_AT_MOST + 17; n += 1) bufferRequest(waiting())
  await Promise.all([flushProvisioningLog(), flushProvisioningLog()])
  await flushProvisioningLog()
  expect(await stored()).toEqual([
    { kind: 'gap', count: 1 },
    { kind: 'user.list', count: WAITING_AT_MOST },
  ])
  const admin = await acme.person({ role: 'admin' })
  const { items } = await listProvisioningLog(authorize(admin, 'provisioning-log:read'), {
    directoryId: client.directoryId,
    kind: 'gap',
    limit: 10,
  })
  expect(items[0]?.sentence).toBe('17 requests were answered and not written down here: too many came at once')
})

it('a directory that is gone by then takes its rows along, and those of others are written', async () => {
  await storedRows('DELETE FROM provisioning_log WHERE tenant_id = $1', [acme.id])
  const gone = waiting()
  if (gone.principal) gone.principal = { ...gone.principal, id: newId() }
  bufferRequest(gone)
  bufferRequest(waiting({ requestBody: { userName: 'half \uD800 of a pair and \u0000' } }))
  await flushProvisioningLog()
  expect(await stored()).toEqual([{ kind: 'user.list', count: 1 }])
})
