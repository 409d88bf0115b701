import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BUILT_IN_ROLES, STEP_UP_PERMISSIONS } from '#contracts/permissions.ts'
import { authorize, createApiKey } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { TestAuthenticator } from '#testing/test-authenticator.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { addPasskey } from './add-passkey.ts'
import { beginConfirmation } from './begin-confirmation.ts'
import { beginPasskey } from './begin-passkey.ts'
import { confirmByPasskey } from './confirm-by-passkey.ts'
import { getSecurity } from './get-security.ts'
import { removePasskey } from './remove-passkey.ts'
import { removePasskeysOfMember } from './remove-passkeys-of-member.ts'

let acme: TestTenant
let globex: TestTenant
let ada: TestPerson

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
})
beforeEach(async () => {
  ada = await acme.person({ role: 'admin' })
})

const begin = (person: TestPerson) => beginPasskey(authorize(person, 'passkey:manage'))
const add = (person: TestPerson, response: Parameters<typeof addPasskey>[1]['response'], name = 'Yellow key') =>
  addPasskey(authorize(person, 'passkey:manage'), { name, response })
const security = (person: TestPerson) => getSecurity(authorize(person, 'profile:read'))
const challengeFor = async (person: TestPerson) => {
  const { passkey } = await beginConfirmation(authorize(person, 'profile:update'))
  if (!passkey) throw new Error('no passkey to confirm with')
  return passkey
}
const confirm = (person: TestPerson, response: ReturnType<TestAuthenticator['get']>) =>
  confirmByPasskey(authorize(person, 'profile:update'), { response })

async function withPasskey(person: TestPerson, options?: { synced: boolean }): Promise<TestAuthenticator> {
  const authenticator = new TestAuthenticator(options)
  await add(person, authenticator.create(await begin(person)))
  return authenticator
}
/** The person's session was authenticated that long ago. */
const age = (person: TestPerson, minutes: number) =>
  storedRows(`UPDATE sessions SET authenticated_at = now() - make_interval(mins => $2) WHERE id = $1`, [
    person.sessionId,
    minutes,
  ])
const policy = (tenant: TestTenant, columns: Record<string, unknown>) => {
  const all = { step_up_minutes: 60, second_factor: 'off', reauthentication_minutes: null, ...columns }
  return storedRows(
    `INSERT INTO sign_in_policies (tenant_id, idle_minutes, absolute_minutes, step_up_minutes, second_factor, reauthentication_minutes, methods, ip_allow_list)
     VALUES ($1, 480, 720, $2, $3, $4, '{saml,oidc,passkey}', '{}')
     ON CONFLICT (tenant_id) DO UPDATE SET step_up_minutes = $2, second_factor = $3, reauthentication_minutes = $4`,
    [tenant.id, all.step_up_minutes, all.second_factor, all.reauthentication_minutes],
  )
}

describe('a passkey', () => {
  it('is registered and removed on the page of its person, and both are written down', async () => {
    const authenticator = await withPasskey(ada)
    const { passkeys } = await security(ada)
    expect(passkeys).toMatchObject([{ name: 'Yellow key', hardwareBound: true, backedUp: false, transports: ['usb'] }])
    expect(
      await storedRows('SELECT credential_id AS id, counter::int FROM passkeys WHERE user_id = $1', [ada.id]),
    ).toEqual([{ id: authenticator.credentialId, counter: 0 }])
    await removePasskey(authorize(ada, 'passkey:manage'), { id: passkeys[0]?.id ?? '' })
    expect((await security(ada)).passkeys).toEqual([])
    expect((await acme.events()).slice(-2)).toMatchObject([
      { action: 'passkey.add', actor: { id: ada.id }, metadata: { name: 'Yellow key', deviceType: 'singleDevice' } },
      { action: 'passkey.remove', actor: { id: ada.id }, metadata: { name: 'Yellow key', count: 1 } },
    ])
  })

  it.each([
    ['of another origin', { origin: 'https://evil.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['without user verification', { userVerified: false }],
    ['to a challenge of somebody’s own making', { challenge: 'A'.repeat(43) }],
  ])('is not registered from an answer %s', async (_what, changes) => {
    await expect(add(ada, new TestAuthenticator().create(await begin(ada), changes))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect((await security(ada)).passkeys).toEqual([])
  })

  it('is registered once for a challenge, also when both answers come at the same moment', async () => {
    const options = await begin(ada)
    const both = await Promise.allSettled([
      add(ada, new TestAuthenticator().create(options)),
      add(ada, new TestAuthenticator().create(options)),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await security(ada)).passkeys).toHaveLength(1)
  })

  it('is registered in the session and the tenant for which the challenge was made, and within five minutes', async () => {
    const options = await begin(ada)
    const elsewhere = { ...ada, sessionId: await acme.session(ada.id) }
    await expect(add(elsewhere, new TestAuthenticator().create(options))).rejects.toMatchObject({ check: 'challenge' })
    const outsider = await globex.person()
    await expect(add(outsider, new TestAuthenticator().create(options))).rejects.toMatchObject({ check: 'challenge' })
    const late = () => new Date(Date.now() + 6 * 60_000)
    await expect(
      addPasskey(
        authorize(ada, 'passkey:manage'),
        { name: 'Late', response: new TestAuthenticator().create(options) },
        late,
      ),
    ).rejects.toMatchObject({ check: 'challenge' })
  })

  it('keeps no challenge in clear', async () => {
    const { challenge } = await begin(ada)
    const rows = await storedRows('SELECT * FROM passkey_challenges WHERE session_id = $1', [ada.sessionId])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(challenge, 'base64url').toString('hex'))
  })

  it('of somebody else cannot be removed, here or from another tenant', async () => {
    await withPasskey(ada)
    const id = (await security(ada)).passkeys[0]?.id ?? ''
    for (const other of [await acme.person({ role: 'owner' }), await globex.person({ role: 'owner' })]) {
      const [foreign, missing] = await Promise.allSettled([
        removePasskey(authorize(other, 'passkey:manage'), { id }),
        removePasskey(authorize(other, 'passkey:manage'), { id: newId() }),
      ])
      expect(foreign).toEqual(missing)
    }
    expect((await security(ada)).passkeys).toHaveLength(1)
  })

  it('is forgotten by an admin for somebody who has lost it, with the name typed', async () => {
    const member = await acme.person({ name: 'Lost Key' })
    await withPasskey(member)
    const remove = (actor: TestPerson, name: string) =>
      removePasskeysOfMember(authorize(actor, 'member:update'), { memberId: member.id, name })
    await expect(remove(ada, 'Somebody')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(remove(await acme.person({ role: 'viewer' }), 'Lost Key')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(remove(await globex.person({ role: 'owner' }), 'Lost Key')).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await remove(ada, 'Lost Key')).toEqual({ removed: 1 })
    expect((await security(member)).passkeys).toEqual([])
  })
})

describe('step-up', () => {
  const createKey = (person: TestPerson) =>
    createApiKey(authorize(person, 'api-key:manage'), { name: newId(), permissions: ['audit:read'], expiresInDays: 1 })

  beforeEach(() => policy(acme, {}))

  it('lets a sensitive action through while the sign-in is fresh', async () => {
    await age(ada, 59)
    await expect(createKey(ada)).resolves.toBeDefined()
  })

  it('is asked for once the sign-in is older than the policy says, and a passkey answers it', async () => {
    const authenticator = await withPasskey(ada)
    await age(ada, 61)
    await expect(createKey(ada)).rejects.toMatchObject({ code: 'step_up_required' })
    const { freshUntil } = await confirm(ada, authenticator.get(await challengeFor(ada)))
    expect(new Date(freshUntil).getTime()).toBeGreaterThan(Date.now() + 59 * 60_000)
    await expect(createKey(ada)).resolves.toBeDefined()
    expect(await acme.events('session.confirm')).toContainEqual(
      expect.objectContaining({ actor: expect.objectContaining({ id: ada.id }) }),
    )
  })

  it('is not asked for what only looks', async () => {
    await age(ada, 600)
    await expect(
      withTenant(authorize(ada, 'member:read'), async (tx) => tx.query('SELECT 1 AS one')),
    ).resolves.toHaveLength(1)
  })

  // The operators' own are held in the house alone (domains/access/grant-lookup.ts).
  const ofOwners = STEP_UP_PERMISSIONS.filter((one) => (BUILT_IN_ROLES.owner.permissions as string[]).includes(one))

  it.each(ofOwners)('%s asks for it', async (permission) => {
    const owner = await acme.person({ role: 'owner' })
    await age(owner, 61)
    const work = withTenant(authorize(owner, permission), async (tx) => tx.unchanged('a test'))
    await expect(work).rejects.toMatchObject({ code: 'step_up_required' })
  })

  it('is asked of whoever adds a passkey, so that a session that was found opens no lasting way in', async () => {
    await age(ada, 61)
    await expect(begin(ada)).rejects.toMatchObject({ code: 'step_up_required' })
  })

  it('says `forbidden` and not step-up to somebody without the permission', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await age(viewer, 61)
    await expect(createKey(viewer)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['no user verification', { userVerified: false }],
    ['a challenge of somebody’s own making', { challenge: 'B'.repeat(43) }],
    ['another key', { privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
    ['a counter that went back', { counter: 1 }],
  ])('is not answered with %s, and the attempt is written down', async (_what, changes) => {
    const authenticator = await withPasskey(ada)
    await confirm(ada, authenticator.get(await challengeFor(ada), { counter: 7 }))
    await age(ada, 61)
    const before = (await acme.events('session.confirm.reject')).length
    await expect(
      confirm(ada, authenticator.get(await challengeFor(ada), { counter: 8, ...changes })),
    ).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('was not accepted') })
    await expect(createKey(ada)).rejects.toMatchObject({ code: 'step_up_required' })
    expect((await acme.events('session.confirm.reject')).length).toBe(before + 1)
  })

  it('takes an answer once, and only in the session that asked', async () => {
    const authenticator = await withPasskey(ada)
    const options = await challengeFor(ada)
    const elsewhere = { ...ada, sessionId: await acme.session(ada.id) }
    await expect(confirm(elsewhere, authenticator.get(options))).rejects.toMatchObject({ check: 'challenge' })
    const answer = authenticator.get(options)
    await confirm(ada, answer)
    await expect(confirm(ada, answer)).rejects.toMatchObject({ check: 'challenge' })
  })

  it('is not answered by another person’s passkey, nor by one of another tenant', async () => {
    const authenticator = await withPasskey(ada)
    for (const other of [await acme.person(), await globex.person()]) {
      await withPasskey(other)
      await expect(confirm(other, authenticator.get(await challengeFor(other)))).rejects.toMatchObject({
        code: 'invalid_input',
      })
    }
  })
})

describe('a policy that asks for a passkey at every sign-in', () => {
  const look = (person: TestPerson) =>
    withTenant(authorize(person, 'tenant:read'), async (tx) => tx.query('SELECT 1 AS one'))

  it('holds open sessions too, lets a first passkey be made, and is met by it', async () => {
    const tenant = await makeTestTenant()
    const person = await tenant.person({ role: 'viewer' })
    await expect(look(person)).resolves.toBeDefined()
    await policy(tenant, { second_factor: 'passkey' })
    await expect(look(person)).rejects.toMatchObject({ code: 'step_up_required' })
    await withPasskey(person)
    await expect(look(person)).resolves.toBeDefined()
  })

  it('asks for the passkey in the next session, and takes no further one in its place', async () => {
    const tenant = await makeTestTenant()
    await policy(tenant, { second_factor: 'passkey' })
    const person = await tenant.person({ role: 'viewer' })
    const authenticator = await withPasskey(person)
    const next = { ...person, sessionId: await tenant.session(person.id) }
    await expect(look(next)).rejects.toMatchObject({ code: 'step_up_required' })
    await expect(begin(next)).rejects.toMatchObject({ code: 'step_up_required' })
    await confirm(next, authenticator.get(await challengeFor(next)))
    await expect(look(next)).resolves.toBeDefined()
  })
})

it('asks everybody to confirm an open session after the re-authentication interval', async () => {
  const tenant = await makeTestTenant()
  const person = await tenant.person({ role: 'viewer' })
  const authenticator = await withPasskey(person)
  await policy(tenant, { reauthentication_minutes: 30 })
  await age(person, 31)
  const look = () => withTenant(authorize(person, 'tenant:read'), async (tx) => tx.query('SELECT 1 AS one'))
  await expect(look()).rejects.toMatchObject({ code: 'step_up_required' })
  await confirm(person, authenticator.get(await challengeFor(person)))
  await expect(look()).resolves.toBeDefined()
})
