import { beforeAll, describe, expect, it } from 'vitest'
import type { ScimScope } from '#contracts/directories.ts'
import { authorize } from '#server/domains/access/index.ts'
import {
  createScimToken,
  getDirectory,
  revokeScimToken,
  rotateScimToken,
  warnOfTokens,
} from '#server/domains/directory/index.ts'
import { GROUP, makeScimClient, ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'

let acme: TestTenant
let admin: TestPerson
let full: ScimClient
let person: { id: string }
let group: { id: string }
beforeAll(async () => {
  acme = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
  full = await makeScimClient(acme)
  person = await full.user('scoped@acme.example')
  group = await full.group('Scoped', [person.id])
})

const manage = (by = admin) => authorize(by, 'directory:manage')
const clientWith = async (...scopes: ScimScope[]) => {
  const { token } = await createScimToken(manage(), {
    directoryId: full.directoryId,
    name: scopes.join(' '),
    expiresInDays: 30,
    scopes,
  })
  return new ScimClient(full.directoryId, token)
}

describe('scopes', () => {
  type Step = [
    name: string,
    needs: ScimScope[],
    run: (client: ScimClient) => Promise<{ status: number; body: { detail: string } }>,
  ]
  let n = 0
  const steps: Step[] = [
    ['reading a person', ['users:read'], (c) => c.get(`/Users/${person.id}`)],
    ['looking for a person', ['users:read'], (c) => c.find('Users', 'userName eq "x"')],
    ['reading a group', ['groups:read'], (c) => c.get(`/Groups/${group.id}`)],
    ['listing groups', ['groups:read'], (c) => c.get('/Groups')],
    [
      'adding a person',
      ['users:read', 'users:write'],
      (c) => c.post('/Users', { schemas: [USER], userName: `s${n++}@acme.example` }),
    ],
    [
      'changing a person',
      ['users:read', 'users:write'],
      (c) => c.patch(`/Users/${person.id}`, { op: 'replace', path: 'title', value: `T${n++}` }),
    ],
    [
      'adding a group',
      ['groups:read', 'groups:write'],
      (c) => c.post('/Groups', { schemas: [GROUP], displayName: `S${n++}` }),
    ],
    [
      'changing a group',
      ['groups:read', 'groups:write'],
      (c) => c.patch(`/Groups/${group.id}`, { op: 'replace', path: 'displayName', value: `Scoped ${n++}` }),
    ],
  ]
  const tokens: ScimScope[][] = [
    ['users:read', 'groups:read'],
    ['users:read', 'users:write'],
    ['groups:read', 'groups:write'],
    ['users:read', 'users:write', 'groups:read', 'groups:write'],
  ]

  it.each(tokens.map((scopes) => [scopes]))('%j does what it names, and is told what it lacks', async (scopes) => {
    const client = await clientWith(...scopes)
    for (const [name, needs, run] of steps) {
      const { status, body } = await run(client)
      const lacks = needs.find((scope) => !scopes.includes(scope))
      if (lacks === undefined) {
        expect(status, `${name}: ${body?.detail}`).toBeLessThan(300)
      } else {
        expect({ name, status }).toEqual({ name, status: 403 })
        expect(body.detail).toMatch(/^This token lacks the scope (users|groups):(read|write)\./)
      }
    }
    expect((await client.get('/Schemas')).status).toBe(200)
    expect((await client.get('/ServiceProviderConfig')).status).toBe(200)
  })

  it('what was refused has changed nothing and is an event', async () => {
    const reader = await clientWith('users:read', 'groups:read')
    const before = await storedRows('SELECT version, active FROM users WHERE id = $1', [person.id])
    const denied = (await acme.events('access.deny')).length
    expect((await reader.patch(`/Users/${person.id}`, { op: 'replace', path: 'active', value: false })).status).toBe(
      403,
    )
    expect((await reader.delete(`/Users/${person.id}`)).status).toBe(403)
    expect(await storedRows('SELECT version, active FROM users WHERE id = $1', [person.id])).toEqual(before)
    expect((await acme.events('access.deny')).length).toBe(denied + 2)
  })
})

describe('rotation', () => {
  const tokensOf = async (client: ScimClient) =>
    (await getDirectory(authorize(admin, 'directory:read'), { id: client.directoryId })).tokens

  it('both tokens work until the old one ends, which it does at once when it is revoked', async () => {
    const old = await makeScimClient(acme)
    const [before] = await tokensOf(old)
    const made = await rotateScimToken(manage(), {
      directoryId: old.directoryId,
      tokenId: before?.id ?? '',
      overlapDays: 7,
      expiresInDays: 365,
    })
    const days = (Date.parse(made.oldEndsAt) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(6.99)
    expect(days).toBeLessThanOrEqual(7)
    const next = new ScimClient(old.directoryId, made.token)
    expect((await old.get('/Users')).status).toBe(200)
    expect((await next.get('/Users')).status).toBe(200)
    const [successor, rotated] = await tokensOf(old)
    expect(rotated).toMatchObject({ id: before?.id, replacedBy: made.tokenId, expiresAt: made.oldEndsAt })
    expect(successor).toMatchObject({ id: made.tokenId, name: before?.name, scopes: before?.scopes, replacedBy: null })
    expect((await acme.events('directory.token.rotate')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      metadata: { tokenId: before?.id, successorId: made.tokenId },
    })
    await revokeScimToken(manage(), { directoryId: old.directoryId, tokenId: before?.id ?? '' })
    expect((await old.get('/Users')).status).toBe(401)
    expect((await next.get('/Users')).status).toBe(200)
  })

  it('is refused for a token that has a successor or has ended, and to a Viewer and another tenant', async () => {
    const client = await makeScimClient(acme)
    const [token] = await tokensOf(client)
    const input = { directoryId: client.directoryId, tokenId: token?.id ?? '', overlapDays: 7, expiresInDays: null }
    const viewer = await acme.person({ role: 'viewer' })
    await expect(rotateScimToken(manage(viewer), input)).rejects.toMatchObject({ code: 'forbidden' })
    const globex = await makeTestTenant()
    const theirs = await globex.person({ role: 'owner' })
    await expect(rotateScimToken(manage(theirs), input)).rejects.toMatchObject({ code: 'not_found' })
    expect(await tokensOf(client)).toHaveLength(1)
    const { tokenId } = await rotateScimToken(manage(), input)
    await expect(rotateScimToken(manage(), input)).rejects.toMatchObject({ code: 'conflict' })
    await revokeScimToken(manage(), { directoryId: client.directoryId, tokenId })
    await expect(rotateScimToken(manage(), { ...input, tokenId })).rejects.toMatchObject({ code: 'conflict' })
    expect(await tokensOf(client)).toHaveLength(2)
  })

  it('does not lengthen the life of a token that ends earlier', async () => {
    const client = await makeScimClient(acme)
    const [token] = await storedRows<{ id: string; expires_at: Date }>(
      `UPDATE scim_tokens SET expires_at = now() + interval '1 day' WHERE directory_id = $1 RETURNING id, expires_at`,
      [client.directoryId],
    )
    const { oldEndsAt } = await rotateScimToken(manage(), {
      directoryId: client.directoryId,
      tokenId: token?.id ?? '',
      overlapDays: 30,
      expiresInDays: null,
    })
    expect(Date.parse(oldEndsAt)).toBe(token?.expires_at.getTime())
  })

  it('shows when, from where and by what a token was last used', async () => {
    const client = await makeScimClient(acme)
    await client.send('GET', '/Users', undefined, { 'User-Agent': 'Okta SCIM Client 1.0.0' })
    const [token] = await tokensOf(client)
    expect(token).toMatchObject({ lastUsedIp: '203.0.113.7', lastUsedAgent: 'Okta SCIM Client 1.0.0' })
    expect(token?.lastUsedAt).not.toBeNull()
  })
})

describe('warnings before a token ends', () => {
  it('come 30, 7 and 1 days before, each once, and not for one whose successor is in use', async () => {
    const globex = await makeTestTenant()
    const owner = await globex.person({ role: 'owner' })
    const client = await makeScimClient(globex)
    const start = Date.now()
    await storedRows(`UPDATE scim_tokens SET expires_at = to_timestamp($2) WHERE directory_id = $1`, [
      client.directoryId,
      start / 1000 + 40 * 86_400,
    ])
    const at = (day: number) =>
      warnOfTokens(systemScope(globex.id, 'housekeeping', 'directory:manage'), new Date(start + day * 86_400_000))
    const told = async () => (await globex.events('directory.token.warn')).map((event) => event.metadata['days'])
    const mails = () =>
      storedRows(`SELECT 1 FROM outbox WHERE tenant_id = $1 AND payload->>'notice' = 'scim-token.expiring'`, [
        globex.id,
      ])
    for (const day of [0, 9, 10, 11, 32]) await at(day)
    expect(await told()).toEqual([30])
    for (const day of [33, 34, 39, 39.5, 41]) await at(day)
    expect(await told()).toEqual([30, 7, 1])
    expect(await mails()).toHaveLength(3)

    const other = await makeScimClient(globex)
    const [token] = await storedRows<{ id: string }>('SELECT id FROM scim_tokens WHERE directory_id = $1', [
      other.directoryId,
    ])
    const { tokenId } = await rotateScimToken(authorize(owner, 'directory:manage'), {
      directoryId: other.directoryId,
      tokenId: token?.id ?? '',
      overlapDays: 1,
      expiresInDays: null,
    })
    await storedRows('UPDATE scim_tokens SET last_used_at = now() WHERE id = $1', [tokenId])
    await at(0)
    expect(await told()).toHaveLength(3)
    await storedRows('UPDATE scim_tokens SET last_used_at = NULL WHERE id = $1', [tokenId])
    await at(0)
    expect(await told()).toHaveLength(4)
  })
})
