import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getSsoConnection, letConnectionVouch, updateSsoConnection } from './index.ts'
import { closeJackson } from './jackson-adapter.ts'

let tenant: TestTenant
let owner: TestPerson
let admin: TestPerson

beforeAll(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  admin = await tenant.person({ role: 'admin' })
})
afterAll(closeJackson)

const connectBy = (person: TestPerson) =>
  connectTestProvider(
    tenant,
    `https://idp-${newId()}.test`,
    `Provider ${newId()}`,
    authorize(person, 'sso-connection:manage'),
  )
const vouches = async ({ connectionId }: TestIdentityProvider) =>
  (await getSsoConnection(authorize(admin, 'sso-connection:read'), { id: connectionId })).vouchesForOwners
const notices = async (id: string) =>
  (
    await storedRows<{ notice: string }>(
      `SELECT payload->>'notice' AS notice FROM outbox WHERE payload->'target'->>'id' = $1 ORDER BY id`,
      [id],
    )
  ).map(({ notice }) => notice)

async function firstSignIn(provider: TestIdentityProvider, email: string): Promise<TestBrowser | null> {
  const browser = new TestBrowser()
  const departure = await browser.leaveFor(provider)
  const answer = await browser.post(
    await respond(provider, departure, { person: testPerson(email) }),
    departure.relayState,
  )
  if (traceOf(answer)) return null
  await browser.go(answer.headers.get('location') ?? '')
  return browser
}

describe('letting a connection vouch for Owners', () => {
  it('is an Owner’s to do: then an Owner’s first sign-in may come through it, and the Owners are told', async () => {
    const provider = await connectBy(admin)
    const newcomer = await tenant.person({ role: 'owner' })
    expect(await vouches(provider)).toBe(false)
    expect(await firstSignIn(provider, newcomer.email as string)).toBeNull()
    const scope = authorize(owner, 'role:assign-owner')
    const changed = await letConnectionVouch(scope, { id: provider.connectionId, vouchesForOwners: true })
    expect(changed.vouchesForOwners).toBe(true)
    const browser = await firstSignIn(provider, newcomer.email as string)
    expect(await browser?.whoami()).toMatchObject({ id: newcomer.id })
    expect((await tenant.events('sso.connection.vouch')).at(-1)).toMatchObject({
      actor: { id: owner.id },
      targets: [{ type: 'sso_connection', id: provider.connectionId }],
      metadata: { vouchesForOwners: true },
    })
    expect(await notices(provider.connectionId)).toEqual(['sso-connection.create', 'sso-connection.vouch'])
  })

  it('is refused to an Admin, and to an Owner of another tenant', async () => {
    const provider = await connectBy(admin)
    const input = { id: provider.connectionId, vouchesForOwners: true }
    await expect(letConnectionVouch(authorize(admin, 'role:assign-owner'), input)).rejects.toMatchObject({
      code: 'forbidden',
    })
    const stranger = await (await makeTestTenant()).person({ role: 'owner' })
    await expect(letConnectionVouch(authorize(stranger, 'role:assign-owner'), input)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await vouches(provider)).toBe(false)
    expect(await notices(provider.connectionId)).toEqual(['sso-connection.create'])
  })

  it('asks for a fresh authentication', async () => {
    const provider = await connectBy(admin)
    const late = await tenant.person({ role: 'owner' })
    await storedRows(`UPDATE sessions SET authenticated_at = now() - interval '2 days' WHERE id = $1`, [late.sessionId])
    const input = { id: provider.connectionId, vouchesForOwners: true }
    await expect(letConnectionVouch(authorize(late, 'role:assign-owner'), input)).rejects.toMatchObject({
      code: 'step_up_required',
    })
    expect((await letConnectionVouch(authorize(owner, 'role:assign-owner'), input)).vouchesForOwners).toBe(true)
  })

  it('says nothing twice, and can be taken back', async () => {
    const provider = await connectBy(owner)
    const scope = authorize(owner, 'role:assign-owner')
    const before = (await tenant.events()).length
    await letConnectionVouch(scope, { id: provider.connectionId, vouchesForOwners: true })
    expect(await tenant.events()).toHaveLength(before)
    await letConnectionVouch(scope, { id: provider.connectionId, vouchesForOwners: false })
    expect(await firstSignIn(provider, (await tenant.person({ role: 'owner' })).email as string)).toBeNull()
    expect(await notices(provider.connectionId)).toContain('sso-connection.unvouch')
  })
})

describe('a connection that vouches for Owners', () => {
  const rewire = (by: TestPerson, { connectionId }: TestIdentityProvider) =>
    updateSsoConnection(authorize(by, 'sso-connection:manage'), {
      id: connectionId,
      attributeMapping: { email: `attribute-${newId()}` },
    })

  it('does so no longer once an Admin has changed what it reads, and still does after an Owner has', async () => {
    const provider = await connectBy(owner)
    await rewire(owner, provider)
    expect(await vouches(provider)).toBe(true)
    await updateSsoConnection(authorize(admin, 'sso-connection:manage'), { id: provider.connectionId, name: newId() })
    expect(await vouches(provider)).toBe(true)
    await rewire(admin, provider)
    expect(await vouches(provider)).toBe(false)
    expect((await tenant.events('sso.connection.update')).at(-1)).toMatchObject({
      metadata: { changed: ['attributeMapping', 'vouchesForOwners'] },
    })
  })
})
