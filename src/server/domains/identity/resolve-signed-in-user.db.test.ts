import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { connectTestProvider, respond, TestBrowser, testPerson } from '#testing/test-browser.ts'
import {
  makeTestHouse,
  makeTestTenant,
  storedRows,
  type TestPerson,
  type TestTenant,
  testRequest,
} from '#testing/test-tenant.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { closeJackson } from './jackson-adapter.ts'
import { resolveSignedInUser } from './resolve-signed-in-user.ts'

let tenant: TestTenant
let owner: TestPerson
let admin: TestPerson

beforeAll(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  admin = await tenant.person({ role: 'admin' })
})
afterAll(closeJackson)

const connect = (by: TestPerson, to = tenant) =>
  connectTestProvider(to, `https://idp-${newId()}.test`, `Provider ${newId()}`, authorize(by, 'sso-connection:manage'))

function resolve(connectionId: string, identity: Partial<VerifiedIdentity>, of = tenant): Promise<string> {
  const scope = authorize(
    { type: 'system', tenantId: of.id, task: 'sign-in', request: testRequest('sso') },
    'sign-in:perform',
  )
  return withTenant(scope, async (tx) => {
    const identityOf = {
      subject: newId(),
      email: null,
      emailVerified: true,
      givenName: null,
      familyName: null,
      ...identity,
    } as VerifiedIdentity
    const id = await resolveSignedInUser(tx, connectionId, identityOf, { jitProvisioning: true })
    tx.audited()
    return id
  })
}

describe('an Admin cannot become an Owner through a provider of their own making', () => {
  it('refuses the Owner’s address from a connection that an Admin made, and links anybody else by it', async () => {
    const made = await connect(admin)
    await expect(resolve(made.connectionId, { email: owner.email })).rejects.toMatchObject({ check: 'owner_unbound' })
    expect(await storedRows('SELECT 1 FROM identities WHERE user_id = $1', [owner.id])).toEqual([])
    const member = await tenant.person({ role: 'viewer' })
    expect(await resolve(made.connectionId, { email: member.email })).toBe(member.id)
  })

  it('links the Owner by a connection that an Owner made', async () => {
    const made = await connect(owner)
    expect(await resolve(made.connectionId, { email: owner.email })).toBe(owner.id)
  })

  it('holds an operator to the same in the house', async () => {
    const house = await makeTestHouse()
    const operator = await house.person({ role: 'operator' })
    const byAdmin = await connect(await house.person({ role: 'admin' }), house)
    await expect(resolve(byAdmin.connectionId, { email: operator.email }, house)).rejects.toMatchObject({
      check: 'owner_unbound',
    })
    const byOwner = await connect(await house.person({ role: 'owner' }), house)
    expect(await resolve(byOwner.connectionId, { email: operator.email }, house)).toBe(operator.id)
  })

  it('shows the person a safe page and records the check', async () => {
    const second = await tenant.person({ role: 'owner' })
    const browser = new TestBrowser()
    const provider = await connect(admin)
    const departure = await browser.leaveFor(provider)
    const xml = await respond(provider, departure, { person: testPerson(second.email as string) })
    const answer = await browser.post(xml, departure.relayState)
    expect(answer.headers.get('location')).toMatch(/^\/sign-in\/error\?trace=[^&]+$/)
    expect(await browser.whoami()).toBeNull()
    expect((await tenant.events('sign_in.reject')).map((event) => event.metadata.check)).toContain('owner_unbound')
  })
})

describe('an address that nobody vouches for', () => {
  let connectionId: string
  beforeEach(async () => {
    connectionId = (await connect(owner)).connectionId
  })

  it('is never what a later sign-in is matched to', async () => {
    const email = `ceo-${newId()}@acme.test`
    const early = await resolve(connectionId, { email, emailVerified: false })
    const other = (await connect(owner)).connectionId
    const ceo = await resolve(other, { email, emailVerified: true })
    expect(ceo).not.toBe(early)
    expect(await storedRows('SELECT email FROM users WHERE id = $1', [early])).toEqual([{ email: null }])
  })

  it('does not hold a name that the provider states at too great a length against the person', async () => {
    const id = await resolve(connectionId, { email: `long-${newId()}@acme.test`, givenName: 'x'.repeat(5_000) })
    expect(await storedRows('SELECT given_name FROM users WHERE id = $1', [id])).toEqual([{ given_name: null }])
  })
})

describe('a sign-in is started', () => {
  const start = async (site: string) => {
    const provider = await connect(owner)
    const { handleAuthorize } = await import('./handle-sso.ts')
    const query = new URLSearchParams({ tenant: tenant.slug, connection: provider.connectionId })
    const answer = await handleAuthorize(
      new Request(`http://127.0.0.1:3000/api/sso/authorize?${query}`, { headers: { 'sec-fetch-site': site } }),
    )
    return answer.headers.get('location')
  }

  it.each(['same-origin', 'none'])('from %s', async (site) => {
    expect(await start(site)).toContain('SAMLRequest=')
  })

  it.each(['cross-site', 'same-site'])(
    'but from %s only our own page is reached, and nothing is stored',
    async (site) => {
      const before = await storedRows('SELECT 1 FROM sign_in_requests WHERE tenant_id = $1', [tenant.id])
      expect(await start(site)).toBe(`/sign-in/${tenant.slug}`)
      expect(await storedRows('SELECT 1 FROM sign_in_requests WHERE tenant_id = $1', [tenant.id])).toHaveLength(
        before.length,
      )
    },
  )
})
