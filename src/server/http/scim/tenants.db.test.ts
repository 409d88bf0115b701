import { createHash } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createUser, listDirectories, revokeScimToken } from '#server/domains/directory/index.ts'
import { env } from '#server/platform/env.ts'
import { GROUP, makeScimClient, PATCH_OP, ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { makeServer } from '../shell/make-server.ts'

let acme: TestTenant
let globex: TestTenant
let ours: ScimClient
let sibling: ScimClient
let foreign: ScimClient
beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  ours = await makeScimClient(acme)
  sibling = await makeScimClient(acme)
  foreign = await makeScimClient(globex)
})

const everything = (tenant: TestTenant) =>
  storedRows(
    `SELECT to_jsonb(u) AS row FROM users u WHERE tenant_id = $1 UNION ALL SELECT to_jsonb(g) FROM groups g WHERE tenant_id = $1
     UNION ALL SELECT to_jsonb(m) FROM group_members m WHERE tenant_id = $1 ORDER BY 1`,
    [tenant.id],
  )

describe('tenants and directories', () => {
  it.each([
    ['another tenant', () => foreign],
    ['another directory of the same tenant', () => sibling],
  ])('%s finds nothing, changes nothing and learns nothing', async (name, who) => {
    const other = who()
    const label = name.replaceAll(' ', '-')
    const user = await ours.user(`target-${label}@acme.example`)
    const group = await ours.group(`Target ${name}`, [user.id])
    const before = await everything(acme)
    const missing = await other.get('/Users/0197a000-0000-7000-8000-00000000dead')
    const attempts = [
      () => other.get(`/Users/${user.id}`),
      () => other.put(`/Users/${user.id}`, { schemas: [USER], userName: 'taken-over' }),
      () => other.patch(`/Users/${user.id}`, { op: 'replace', value: { active: false } }),
      () => other.delete(`/Users/${user.id}`),
    ]
    for (const attempt of attempts) expect(await attempt()).toMatchObject({ status: 404, body: missing.body })
    for (const attempt of [
      () => other.get(`/Groups/${group.id}`),
      () => other.put(`/Groups/${group.id}`, { schemas: [GROUP], displayName: 'taken over' }),
      () => other.patch(`/Groups/${group.id}`, { op: 'remove', path: 'members' }),
      () => other.delete(`/Groups/${group.id}`),
    ]) {
      expect((await attempt()).status).toBe(404)
    }
    expect((await other.find('Users', `id eq "${user.id}" or userName sw "target"`)).body.totalResults).toBe(0)
    expect((await other.find('Groups', `members.value eq "${user.id}"`)).body.totalResults).toBe(0)
    const own = await other.group(`Own ${name}`)
    const { status, body } = await other.patch(`/Groups/${own.id}`, {
      op: 'add',
      path: 'members',
      value: [{ value: user.id }],
    })
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' })
    expect((await everything(acme)).filter(({ row }) => row.id !== own.id)).toEqual(before)
    expect((await ours.get(`/Users/${user.id}`)).status).toBe(200)
  })

  it('a person that no directory owns is not SCIM’s to see or change', async () => {
    const person = await acme.person()
    expect((await ours.get(`/Users/${person.id}`)).status).toBe(404)
    expect((await ours.patch(`/Users/${person.id}`, { op: 'replace', value: { active: false } })).status).toBe(404)
    expect((await ours.delete(`/Users/${person.id}`)).status).toBe(404)
    expect(await storedRows('SELECT active FROM users WHERE id = $1', [person.id])).toEqual([{ active: true }])
  })

  it('the same userName and displayName can be in two tenants; a userName is one person’s within a tenant', async () => {
    await ours.user('shared@example.com')
    await ours.group('Shared')
    expect((await foreign.user('shared@example.com')).userName).toBe('shared@example.com')
    expect((await foreign.group('Shared')).displayName).toBe('Shared')
    expect((await sibling.group('Shared')).displayName).toBe('Shared')
    expect((await sibling.post('/Users', { schemas: [USER], userName: 'Shared@example.com' })).status).toBe(409)
  })
})

describe('tokens', () => {
  it('only the SHA-256 of a token is stored, and nothing of it is in the log', async () => {
    const rows = await storedRows<{ token_hash: Buffer; row: string }>(
      'SELECT token_hash, to_jsonb(t)::text AS row FROM scim_tokens t WHERE directory_id = $1',
      [ours.directoryId],
    )
    expect(ours.token).toMatch(/^ghs_[A-Za-z0-9_-]{43}$/)
    expect(rows.map((row) => row.token_hash.toString('hex'))).toEqual([
      createHash('sha256').update(ours.token).digest('hex'),
    ])
    const texts = await storedRows<{ text: string }>(
      'SELECT to_jsonb(e)::text AS text FROM audit_events e WHERE tenant_id = $1',
      [acme.id],
    )
    for (const { text } of [...texts, { text: rows[0]?.row ?? '' }]) expect(text).not.toContain(ours.token.slice(10))
  })

  it('expired, revoked, unknown, malformed and missing ones are 401 alike, and nothing is stored', async () => {
    const expired = await makeScimClient(acme)
    await storedRows(`UPDATE scim_tokens SET expires_at = now() - interval '1 second' WHERE directory_id = $1`, [
      expired.directoryId,
    ])
    const revoked = await makeScimClient(acme)
    const [token] = await storedRows<{ id: string }>('SELECT id FROM scim_tokens WHERE directory_id = $1', [
      revoked.directoryId,
    ])
    expect((await revoked.get('/Users')).status).toBe(200)
    const admin = await acme.person({ role: 'admin' })
    await revokeScimToken(authorize(admin, 'directory:manage'), {
      directoryId: revoked.directoryId,
      tokenId: token?.id ?? '',
    })
    const before = await everything(acme)
    const unknown = new ScimClient(ours.directoryId, `ghs_${'A'.repeat(43)}`)
    const replies = await Promise.all(
      [expired, revoked, unknown, new ScimClient(ours.directoryId, 'ghs_x'), new ScimClient(ours.directoryId, '')].map(
        (client) => client.post('/Users', { schemas: [USER], userName: 'nobody@acme.example' }),
      ),
    )
    for (const reply of replies) expect(reply).toMatchObject({ status: 401, body: replies[0]?.body })
    expect(replies[0]?.body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' })
    expect(await everything(acme)).toEqual(before)
  })

  it('a token that is revoked between the door and the transaction is refused inside', async () => {
    const racing = await makeScimClient(acme)
    const [token] = await storedRows<{ id: string }>(
      'UPDATE scim_tokens SET revoked_at = now() WHERE directory_id = $1 RETURNING id',
      [racing.directoryId],
    )
    const principal = {
      type: 'directory',
      tenantId: acme.id,
      id: racing.directoryId,
      tokenId: token?.id ?? '',
      request: testRequest('scim'),
    } as const
    await expect(
      createUser(authorize(principal, 'scim:write'), { schemas: [USER], userName: 'late@acme.example' }),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await storedRows(`SELECT 1 FROM users WHERE user_name = 'late@acme.example'`)).toEqual([])
  })

  it('notes when it was last used', async () => {
    const used = await makeScimClient(acme)
    await used.get('/Users')
    const [row] = await storedRows('SELECT last_used_at FROM scim_tokens WHERE directory_id = $1', [used.directoryId])
    expect(row?.last_used_at).toBeInstanceOf(Date)
  })

  it('opens SCIM and nothing else: it has no other permission', async () => {
    const [token] = await storedRows<{ id: string }>('SELECT id FROM scim_tokens WHERE directory_id = $1', [
      ours.directoryId,
    ])
    const principal = {
      type: 'directory',
      tenantId: acme.id,
      id: ours.directoryId,
      tokenId: token?.id ?? '',
      request: testRequest('scim'),
    } as const
    await expect(listDirectories(authorize(principal, 'directory:read'))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'directory:read',
    })
  })
})

describe('over a real socket', () => {
  let origin = ''
  let server: ReturnType<typeof makeServer>
  beforeAll(async () => {
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    server = makeServer({ ...env(), GATEHOUSE_URL: origin }, (_, response) => response.end())
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('a provider creates, disables and reads a person', async () => {
    const call = (method: string, path: string, body?: unknown) =>
      fetch(`${origin}/scim/v2${path}`, {
        method,
        headers: { Authorization: `Bearer ${ours.token}`, 'Content-Type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const created = await call('POST', '/Users', { schemas: [USER], userName: 'socket@acme.example' })
    expect({ status: created.status, type: created.headers.get('content-type') }).toEqual({
      status: 201,
      type: 'application/scim+json',
    })
    const { id } = (await created.json()) as { id: string }
    const patched = await call('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    })
    expect(await patched.json()).toMatchObject({ id, active: false })
    expect((await call('GET', '/%55sers')).status).toBe(404)
    expect((await call('DELETE', `/Users/${id}`)).status).toBe(204)
  })
})

/** The server checks the Host it was set up under, so the port must be known before it is made. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
