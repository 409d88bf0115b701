import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type SsoEnforcement, ssoPolicyOutput } from '#contracts/sso-policy.ts'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { deleteSsoConnection } from './delete-sso-connection.ts'
import { findTenantForSignIn } from './find-tenant-for-sign-in.ts'
import { getSsoPolicy } from './get-sso-policy.ts'
import { closeJackson } from './jackson-adapter.ts'
import { signInMethodRefusal } from './sign-in-method-refusal.ts'
import { updateSsoPolicy } from './update-sso-policy.ts'

let tenant: TestTenant
let owner: TestPerson
let provider: TestIdentityProvider

beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  provider = await connectTestProvider(tenant)
})
afterAll(closeJackson)

const read = (actor = owner) => getSsoPolicy(authorize(actor, 'sso-connection:read'))
const change = (input: { enforcement?: SsoEnforcement; jitProvisioning?: boolean }, actor = owner) =>
  updateSsoPolicy(authorize(actor, 'sso-connection:manage'), input)
const refusalOf = (method: 'sso' | 'passkey' | 'invitation') =>
  withTenant(authorize(owner, 'sso-connection:read'), (tx) => signInMethodRefusal(tx, method))

/** The owner of the fixture signs in through the provider. */
async function ownerSignsIn(): Promise<void> {
  const landed = await new TestBrowser().signIn(provider, testPerson(owner.email as string))
  expect(traceOf(landed)).toBeNull()
}

async function passkeyFor(userId: string, deviceType: 'singleDevice' | 'multiDevice'): Promise<void> {
  await storedRows(
    `INSERT INTO passkeys (tenant_id, id, user_id, name, credential_id, public_key, counter, device_type, backed_up, aaguid)
     VALUES ($1, $2, $3, 'Key', $4, 'x', 0, $5, $6, $2)`,
    [tenant.id, newId(), userId, Buffer.from(newId()), deviceType, deviceType === 'multiDevice'],
  )
}

async function refusedCheck(browser: TestBrowser, email: string): Promise<unknown> {
  const departure = await browser.leaveFor(provider)
  const answer = await browser.post(
    await respond(provider, departure, { person: testPerson(email) }),
    departure.relayState,
  )
  if (traceOf(answer) === null) return null
  return (await tenant.events('sign_in.reject')).at(-1)?.metadata.check
}

describe('required single sign-on', () => {
  it('cannot be set before an Owner or Admin has come through a connection', async () => {
    expect((await read()).obstacles.required).toMatch(/No Owner or Admin has signed in/)
    await expect(change({ enforcement: 'required' })).rejects.toMatchObject({ code: 'precondition_failed' })
    await new TestBrowser().signIn(provider, testPerson('nobody-special@x.test'))
    await expect(change({ enforcement: 'required' })).rejects.toMatchObject({ code: 'precondition_failed' })
    expect((await read()).enforcement).toBe('optional')
    await ownerSignsIn()
    const policy = ssoPolicyOutput.parse(await change({ enforcement: 'required' }))
    expect(policy).toMatchObject({ enforcement: 'required', proof: { connectionName: provider.connectionName } })
    expect((await tenant.events('sso.connection.prove')).at(-1)).toMatchObject({
      targets: [{ id: provider.connectionId }, { id: owner.id }],
    })
    expect((await tenant.events('sso.policy.update')).at(-1)).toMatchObject({
      actor: { id: owner.id },
      metadata: { changed: ['enforcement'], enforcement: 'required' },
    })
  })

  it('does not count what somebody proved who is no longer an Owner or Admin', async () => {
    await ownerSignsIn()
    await storedRows('DELETE FROM role_assignments WHERE tenant_id = $1', [tenant.id])
    const another = await tenant.person({ role: 'owner' })
    await expect(change({ enforcement: 'required' }, another)).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  it('leaves single sign-on as the only method, which optional does not', async () => {
    await ownerSignsIn()
    expect([await refusalOf('sso'), await refusalOf('passkey'), await refusalOf('invitation')]).toEqual([
      null,
      null,
      null,
    ])
    await change({ enforcement: 'required' })
    expect([await refusalOf('sso'), await refusalOf('passkey'), await refusalOf('invitation')]).toEqual([
      null,
      'single sign-on is required',
      'single sign-on is required',
    ])
    expect(await refusedCheck(new TestBrowser(), 'anyone@x.test')).toBeNull()
  })

  it('keeps the connection that it rests on, until it is optional again', async () => {
    await ownerSignsIn()
    await change({ enforcement: 'required' })
    const remove = () =>
      deleteSsoConnection(authorize(owner, 'sso-connection:manage'), {
        id: provider.connectionId,
        name: provider.connectionName,
      })
    await expect(remove()).rejects.toMatchObject({ code: 'precondition_failed' })
    await change({ enforcement: 'optional' })
    await remove()
    expect((await read()).proof).toBeNull()
  })

  it('says whether an Owner has a hardware-bound passkey for when the provider is down', async () => {
    expect((await read()).breakGlass).toBe(false)
    await passkeyFor(owner.id, 'multiDevice')
    expect((await read()).breakGlass).toBe(false)
    await passkeyFor(owner.id, 'singleDevice')
    expect((await read()).breakGlass).toBe(true)
  })
})

describe('single sign-on that is off', () => {
  it('cannot be set while no Owner has a passkey to get in by', async () => {
    await expect(change({ enforcement: 'off' })).rejects.toMatchObject({
      code: 'precondition_failed',
      path: '/enforcement',
    })
    await passkeyFor((await tenant.person({ role: 'viewer' })).id, 'singleDevice')
    await expect(change({ enforcement: 'off' })).rejects.toMatchObject({ code: 'precondition_failed' })
    await passkeyFor(owner.id, 'multiDevice')
    expect((await change({ enforcement: 'off' })).enforcement).toBe('off')
  })

  it('offers no connection and lets nobody in through one, not even with a request from before', async () => {
    await passkeyFor(owner.id, 'singleDevice')
    const browser = new TestBrowser()
    const departure = await browser.leaveFor(provider)
    await change({ enforcement: 'off' })
    expect((await findTenantForSignIn(tenant.slug, testRequest()))?.connections).toEqual([])
    const answer = await browser.post(await respond(provider, departure), departure.relayState)
    expect(traceOf(answer)).not.toBeNull()
    expect((await tenant.events('sign_in.reject')).at(-1)).toMatchObject({ metadata: { check: 'sso_off' } })
    expect(await refusalOf('passkey')).toBeNull()
  })
})

describe('provisioning at sign-in', () => {
  it('can be switched off only when a directory creates people', async () => {
    await expect(change({ jitProvisioning: false })).rejects.toMatchObject({
      code: 'precondition_failed',
      path: '/jitProvisioning',
    })
    await tenant.directory()
    expect(await change({ jitProvisioning: false })).toMatchObject({ jitProvisioning: false, enforcement: 'optional' })
  })

  it('makes nobody while it is off, lets known people in, and makes people again when it is on', async () => {
    const directoryId = await tenant.directory()
    await change({ jitProvisioning: false })
    const known = await tenant.person({ directoryId })
    const before = await storedRows('SELECT id FROM users WHERE tenant_id = $1 ORDER BY id', [tenant.id])
    expect(await refusedCheck(new TestBrowser(), 'unknown@x.test')).toBe('jit_off')
    expect(await refusedCheck(new TestBrowser(), known.email as string)).toBeNull()
    expect(await storedRows('SELECT id FROM users WHERE tenant_id = $1 ORDER BY id', [tenant.id])).toEqual(before)
    await change({ jitProvisioning: true })
    expect(await refusedCheck(new TestBrowser(), 'unknown@x.test')).toBeNull()
  })
})

it('is seen by a viewer, changed with sso-connection:manage only, and each tenant’s own', async () => {
  const viewer = await tenant.person({ role: 'viewer' })
  expect((await read(viewer)).enforcement).toBe('optional')
  await expect(change({ enforcement: 'optional' }, viewer)).rejects.toMatchObject({
    code: 'forbidden',
    permission: 'sso-connection:manage',
  })
  await ownerSignsIn()
  await change({ enforcement: 'required' })
  const other = await (await makeTestTenant()).person({ role: 'owner' })
  expect(await read(other)).toMatchObject({ enforcement: 'optional', proof: null })
})
