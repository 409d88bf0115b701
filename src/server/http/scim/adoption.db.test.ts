import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
beforeEach(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
})

const post = (userName: string, more: Record<string, unknown> = {}, provider = client) =>
  provider.post('/Users', { schemas: [USER], userName, ...more })
const rowOf = async (id: string) =>
  (
    await storedRows<{ directory_id: string | null; user_name: string; active: boolean }>(
      'SELECT directory_id, user_name, active FROM users WHERE id = $1',
      [id],
    )
  )[0]
const openSessions = async (userId: string) =>
  (await storedRows('SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [userId])).length

/** Somebody who signed in before any directory knew them: an identity at a connection and an open session. */
async function signedIn(input: { role?: string } = {}) {
  const person = await tenant.person(input)
  const connectionId = newId()
  await storedRows(
    `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id) VALUES ($1, $2, 'saml', $3, 'x', 'urn:x')`,
    [tenant.id, connectionId, `Corp ${connectionId.slice(-6)}`],
  )
  await storedRows(
    'INSERT INTO identities (tenant_id, id, user_id, connection_id, subject) VALUES ($1, $2, $3, $4, $5)',
    [tenant.id, newId(), person.id, connectionId, person.email],
  )
  return { ...person, email: person.email as string }
}

describe('POST /Users for somebody who signed in first', () => {
  it('takes them over by userName: 201, the same id, identity and session kept, and an event', async () => {
    const person = await signedIn({ role: 'viewer' })
    const made = await post(person.email.toUpperCase(), { externalId: 'e-1', title: 'T' })
    expect(made).toMatchObject({
      status: 201,
      body: { id: person.id, externalId: 'e-1', title: 'T', active: true, meta: { version: 'W/"2"' } },
    })
    expect(await rowOf(person.id)).toMatchObject({ directory_id: client.directoryId })
    expect(await storedRows('SELECT 1 FROM identities WHERE user_id = $1', [person.id])).toHaveLength(1)
    expect(await openSessions(person.id)).toBe(1)
    expect(await tenant.events('user.adopt')).toMatchObject([
      {
        actor: { id: client.directoryId },
        targets: [{ type: 'user', id: person.id }],
        metadata: { directoryId: client.directoryId },
      },
    ])
    expect(await tenant.events('user.create')).toEqual([])
    expect((await client.get(`/Users/${person.id}`)).body.title).toBe('T')
    expect((await post(person.email)).body).toMatchObject({ status: '409', scimType: 'uniqueness' })
  })

  it('takes them over by e-mail address where the userName differs', async () => {
    const person = await signedIn()
    const made = await post('jdoe', { emails: [{ value: person.email, type: 'work' }] })
    expect(made).toMatchObject({ status: 201, body: { id: person.id, userName: 'jdoe' } })
  })

  it('can disable them at once, which ends their sessions', async () => {
    const person = await signedIn()
    expect((await post(person.email, { active: false })).body).toMatchObject({ id: person.id, active: false })
    expect(await openSessions(person.id)).toBe(0)
    expect(await tenant.events('user.disable')).toMatchObject([{ metadata: { sessionsEnded: 1 } }])
  })

  it('leaves an Owner alone: 409 that says who has to act, and nothing is stored but the refusal', async () => {
    const owner = await signedIn({ role: 'owner' })
    for (const attempt of [
      () => post(owner.email),
      () => post('boss', { emails: [{ value: owner.email }] }),
      () => post(owner.email, { active: false }),
    ]) {
      const { status, body } = await attempt()
      expect({ status, scimType: body.scimType }).toEqual({ status: 409, scimType: 'uniqueness' })
      expect(body.detail).toContain('hand over')
    }
    expect(await rowOf(owner.id)).toEqual({ directory_id: null, user_name: owner.email, active: true })
    expect(await openSessions(owner.id)).toBe(1)
    expect(await tenant.events('user.adopt')).toEqual([])
    expect(await tenant.events('user.scim.reject')).toHaveLength(3)
  })

  it('leaves the person of another directory to it: 409', async () => {
    const sibling = await makeScimClient(tenant)
    const theirs = await sibling.user('theirs@acme.test')
    expect(await post('THEIRS@acme.test')).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
    expect(await rowOf(theirs.id)).toMatchObject({ directory_id: sibling.directoryId })
    const person = await signedIn()
    const taken = await post('theirs@acme.test', { emails: [{ value: person.email }] })
    expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
    expect(await rowOf(person.id)).toMatchObject({ directory_id: null, user_name: person.email })
  })

  it('does not reach into another tenant', async () => {
    const person = await signedIn()
    const foreign = await makeScimClient(await makeTestTenant())
    const made = await post(person.email, {}, foreign)
    expect(made.status).toBe(201)
    expect(made.body.id).not.toBe(person.id)
    expect(await rowOf(person.id)).toMatchObject({ directory_id: null })
  })

  it('guesses nothing where an e-mail address fits several people', async () => {
    const [one, two] = [await signedIn(), await signedIn()]
    await storedRows('UPDATE users SET email = $2 WHERE id = $1', [two.id, one.email])
    await storedRows(`UPDATE users SET user_name = 'one' WHERE id = $1`, [one.id])
    expect(await post('new', { emails: [{ value: one.email }] })).toMatchObject({ status: 409 })
    expect((await post('one', { emails: [{ value: one.email }] })).body.id).toBe(one.id)
  })

  it('of five at the same moment one takes over and the others are told', async () => {
    const person = await signedIn()
    const replies = await Promise.all(Array.from({ length: 5 }, () => post(person.email)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409, 409])
    expect(await tenant.events('user.adopt')).toHaveLength(1)
  })
})
