import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { connectTestProvider, TestBrowser, type TestIdentityProvider } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { acceptIdentity } from './accept-identity.ts'
import { findPendingRequest, type PendingRequest } from './find-pending-request.ts'
import { closeJackson } from './jackson-adapter.ts'
import { BROWSER_COOKIE, type SignInContext } from './sign-in-context.ts'
import { SignInTrace } from './trace/sign-in-trace.ts'

// What stands between two answers when everything before it has let both through.

let acme: TestTenant
let provider: TestIdentityProvider
let browser: TestBrowser

beforeAll(async () => {
  acme = await makeTestTenant()
  provider = await connectTestProvider(acme)
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const context = (): SignInContext => ({
  request: testRequest('sso'),
  browserToken: browser.cookies.get(BROWSER_COOKIE),
  now: () => new Date(),
})
const pend = async (): Promise<PendingRequest> => {
  const { relayState } = await browser.leaveFor(provider)
  return findPendingRequest(relayState, 'saml', context(), trace())
}
const trace = () => new SignInTrace(() => new Date())
const someone = (changes: { email?: string; emailVerified?: boolean } = {}) => {
  const subject = `${newId()}@acme.test`
  return {
    subject,
    email: subject,
    emailVerified: true,
    givenName: 'New',
    familyName: 'Member',
    claims: {},
    ...changes,
  }
}
const assertion = () => ({ id: `_${newId()}`, rememberUntil: new Date(Date.now() + 60_000) })
const users = async () => (await storedRows('SELECT id FROM users WHERE tenant_id = $1', [acme.id])).length
const codes = (results: PromiseSettledResult<string>[]) => results.filter((result) => result.status === 'fulfilled')

it('accepts an assertion once, even under another request', async () => {
  const [first, second, same, identity] = [await pend(), await pend(), assertion(), someone()]
  await acceptIdentity({ pending: first, identity, assertion: same }, trace(), context())
  await expect(
    acceptIdentity({ pending: second, identity, assertion: same }, trace(), context()),
  ).rejects.toMatchObject({
    check: 'replay',
  })
  await acceptIdentity({ pending: second, identity, assertion: assertion() }, trace(), context())
})

it('accepts one of ten assertions that answer one request at the same time', async () => {
  const [pending, before] = [await pend(), await users()]
  const attempts = Array.from({ length: 10 }, () =>
    acceptIdentity({ pending, identity: someone(), assertion: assertion() }, trace(), context()),
  )
  const results = await Promise.allSettled(attempts)
  expect(codes(results)).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ check: 'single_use' })
  expect(await users()).toBe(before + 1)
})

it('accepts one of ten copies of an assertion under ten requests at the same time', async () => {
  const pendings: PendingRequest[] = []
  for (let i = 0; i < 10; i++) pendings.push(await pend())
  const [identity, same] = [someone(), assertion()]
  const results = await Promise.allSettled(
    pendings.map((pending) => acceptIdentity({ pending, identity, assertion: same }, trace(), context())),
  )
  expect(codes(results)).toHaveLength(1)
})

it('makes one user of two first sign-ins of one person at the same time', async () => {
  const [first, second, identity, before] = [await pend(), await pend(), someone(), await users()]
  await Promise.all(
    [first, second].map((pending) => acceptIdentity({ pending, identity, assertion: assertion() }, trace(), context())),
  )
  expect(await users()).toBe(before + 1)
})

it('does not let an address that the provider does not vouch for find a user, and makes none beside', async () => {
  const member = await acme.person({ role: 'owner' })
  const [pending, before] = [await pend(), await users()]
  const unverified = someone({ email: member.email as string, emailVerified: false })
  await expect(acceptIdentity({ pending, identity: unverified }, trace(), context())).rejects.toMatchObject({
    check: 'email_unverified',
  })
  expect(await users()).toBe(before)
  await acceptIdentity({ pending, identity: { ...unverified, emailVerified: true } }, trace(), context())
  expect(await storedRows('SELECT user_id AS id FROM identities WHERE subject = $1', [unverified.subject])).toEqual([
    { id: member.id },
  ])
})

it('refuses the answer of a connection that was switched off meanwhile', async () => {
  const { relayState } = await browser.leaveFor(provider)
  await storedRows(`UPDATE sso_connections SET status = 'inactive' WHERE id = $1`, [provider.connectionId])
  await expect(findPendingRequest(relayState, 'saml', context(), trace())).rejects.toMatchObject({
    check: 'connection',
  })
  await storedRows(`UPDATE sso_connections SET status = 'active' WHERE id = $1`, [provider.connectionId])
  await expect(findPendingRequest(relayState, 'saml', context(), trace())).resolves.toMatchObject({ tenantId: acme.id })
})
