import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createApplication, updateApplication } from '#server/domains/applications/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { signedInBrowser, startIssuer } from '#testing/application-server.ts'
import { freePorts } from '#testing/test-browser.ts'
import { makeTestHouse, makeTestTenant, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

// The example of docs/sign-in-to-your-product.md, started as that page says.
const EXAMPLE = join(import.meta.dirname, '../../../../docs/examples/sign-in/app.mjs')

let stop: () => Promise<void>
let acme: TestTenant
let ada: TestPerson
let product: string
let example: ChildProcess

beforeAll(async () => {
  stop = await startIssuer()
  const house = await makeTestHouse()
  acme = await makeTestTenant()
  ada = await acme.person({ name: 'Ada <Lovelace>', role: 'viewer' })
  const [port] = await freePorts(1)
  product = `http://localhost:${port}`
  const scope = authorize(await house.person({ role: 'operator' }), 'oauth-client:manage')
  const made = await createApplication(scope, {
    name: 'Example',
    type: 'confidential',
    redirectUris: [`${product}/callback`],
  })
  await updateApplication(scope, { id: made.id, postLogoutRedirectUris: [`${product}/`] })
  example = spawn(process.execPath, [EXAMPLE], {
    env: {
      NODE_ENV: 'test',
      ISSUER: env().GATEHOUSE_URL,
      CLIENT_ID: made.clientId,
      CLIENT_SECRET: made.secret as string,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(example.stdout as NodeJS.ReadableStream, 'data')
})
afterAll(async () => {
  example.kill()
  await stop()
  await endPools()
})

it('the example of the documentation signs somebody in, refreshes and signs out', async () => {
  const browser = await signedInBrowser(ada)
  const follow = async (address: string) => {
    let response = await browser.go(address)
    for (let hops = 0; response.status === 303 && hops < 5; hops += 1)
      response = await browser.go(new URL(response.headers.get('location') as string, response.url || product).href)
    return response.text()
  }
  expect(await follow(`${product}/`)).toContain('Sign in')
  const page = await follow(`${product}/login?organization=${acme.slug}`)
  expect(page).toContain('Signed in as <b>Ada &#60;Lovelace&#62;</b>')
  expect(page).toContain(`of <b>${acme.slug}</b>`)
  expect(page).toContain('roles: viewer')
  expect(await follow(`${product}/refresh`)).toContain('Signed in as')
  expect(await follow(`${product}/logout`)).toContain('Sign in')
  expect(await browser.whoami()).toBeNull()
})
