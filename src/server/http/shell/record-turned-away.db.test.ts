import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { env } from '#server/platform/env.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows } from '#testing/test-tenant.ts'
import { makeServer } from './make-server.ts'

let origin = ''
let server: ReturnType<typeof makeServer>
let client: ScimClient
beforeAll(async () => {
  client = await makeScimClient(await makeTestTenant())
  // The server checks the Host it was set up under, so the port must be known before it is made.
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  origin = `http://127.0.0.1:${port}`
  server = makeServer({ ...env(), GATEHOUSE_URL: origin }, (_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const send = (token: string, body: string) =>
  fetch(`${origin}/scim/v2/Users`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    body,
  })
const logged = async () => {
  await flushProvisioningLog()
  return storedRows('SELECT kind, status, situation FROM provisioning_log WHERE directory_id = $1 ORDER BY at', [
    client.directoryId,
  ])
}

it('a body that is too large to be read is in the log of its directory, and one of a stranger in none', async () => {
  const large = JSON.stringify({ userName: 'x'.repeat(1024 * 1024) })
  expect((await send(client.token, large)).status).toBe(413)
  expect((await send(`ghs_${'A'.repeat(43)}`, large)).status).toBe(413)
  expect((await send(client.token, '{')).status).toBe(400)
  expect(await logged()).toEqual([
    { kind: 'user.create', status: 413, situation: 'payload_too_large' },
    { kind: 'user.create', status: 400, situation: 'invalid_syntax' },
  ])
})
