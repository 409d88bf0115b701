import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { authorize, createApiKey } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import {
  connectTestProvider,
  type Departure,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'
import { beginConfirmation } from './passkeys/begin-confirmation.ts'

let acme: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser
let email = ''

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(async () => {
  const member = await acme.person({ role: 'admin' })
  email = member.email as string
  browser = new TestBrowser()
  await browser.signIn(provider, testPerson(email))
  await storedRows(`UPDATE sessions SET authenticated_at = now() - interval '9 hours' WHERE tenant_id = $1`, [acme.id])
})
afterAll(closeJackson)

const signedIn = async () => {
  const person = await browser.whoami()
  if (!person) throw new Error('nobody is signed in')
  return person
}
const createKey = async () =>
  createApiKey(authorize(await signedIn(), 'api-key:manage'), {
    name: newId(),
    permissions: ['audit:read'],
    expiresInDays: 1,
  })
const leave = () => browser.leaveFor(provider, { confirm: '1', callbackUrl: `/t/${acme.slug}/confirmed` })
async function answer(departure: Departure, person: string, options: Record<string, unknown> = {}) {
  const xml = await respond(provider, departure, { person: testPerson(person), options })
  const accepted = await browser.post(xml, departure.relayState)
  return traceOf(accepted) ? accepted : browser.go(accepted.headers.get('location') ?? '')
}

it('makes an open session fresh again by a sign-in that the provider was told to ask for anew', async () => {
  await expect(createKey()).rejects.toMatchObject({ code: 'step_up_required' })
  const { id } = await signedIn()
  const offer = await beginConfirmation(authorize(await signedIn(), 'profile:update'))
  expect(offer).toMatchObject({ passkey: null, providerName: provider.connectionName })
  expect(offer.providerUrl).toContain('confirm=1')
  const departure = await leave()
  const request = inflateRawSync(Buffer.from(departure.url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  expect(request).toContain('ForceAuthn="true"')
  const landed = await answer(departure, email)
  expect(landed.headers.get('location')).toBe(`/t/${acme.slug}/confirmed`)
  expect((await signedIn()).id).toBe(id)
  await expect(createKey()).resolves.toBeDefined()
})

it('does not take an ordinary sign-in’s word: without ForceAuthn nothing is asked anew', async () => {
  const departure = await browser.leaveFor(provider)
  const request = inflateRawSync(Buffer.from(departure.url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  expect(request).not.toContain('ForceAuthn="true"')
})

it('refuses an answer from an older authentication at the provider, and the session stays as it was', async () => {
  const { sessionId } = await signedIn()
  const departure = await leave()
  const xml = await respond(provider, departure, { person: testPerson(email) })
  await storedRows(
    `UPDATE sign_in_requests SET created_at = now() + interval '10 minutes' WHERE tenant_id = $1 AND answered_at IS NULL`,
    [acme.id],
  )
  const refused = await browser.post(xml, departure.relayState)
  expect(traceOf(refused)).not.toBeNull()
  expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({ metadata: { check: 'authentication_age' } })
  expect((await signedIn()).sessionId).toBe(sessionId)
  await expect(createKey()).rejects.toMatchObject({ code: 'step_up_required' })
})

it('refuses a fresh sign-in of somebody else, who gets no session by it', async () => {
  const { sessionId } = await signedIn()
  const other = await acme.person({ role: 'owner' })
  const refused = await answer(await leave(), other.email as string)
  expect(traceOf(refused)).not.toBeNull()
  expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({ metadata: { check: 'other_person' } })
  expect((await signedIn()).sessionId).toBe(sessionId)
  expect(
    await storedRows('SELECT id FROM sessions WHERE user_id = $1 AND connection_id IS NOT NULL', [other.id]),
  ).toEqual([])
})
