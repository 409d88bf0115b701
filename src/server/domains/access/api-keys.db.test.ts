import { beforeAll, describe, expect, it } from 'vitest'
import { apiKeysCreateInput, apiKeysListOutput } from '#contracts/api-keys.ts'
import { listMembers } from '#server/domains/members/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { hashApiKey, makeApiKey } from './api-key-store.ts'
import { authorize, createApiKey, listApiKeys, resolveApiKey, revokeApiKey } from './index.ts'

const create = (actor: TestPerson, input: Record<string, unknown> = {}) =>
  createApiKey(
    authorize(actor, 'api-key:manage'),
    apiKeysCreateInput.parse({ name: 'Billing', permissions: ['audit:write'], expiresInDays: null, ...input }),
  )
const list = (actor: TestPerson) => listApiKeys(authorize(actor, 'api-key:read'))
const revoke = (actor: TestPerson, id: string) => revokeApiKey(authorize(actor, 'api-key:manage'), { id })
const resolve = (authorization: string | undefined, now?: () => Date) =>
  resolveApiKey(new Headers(authorization === undefined ? {} : { authorization }), testRequest('api'), now)

let acme: TestTenant
let admin: TestPerson

beforeAll(async () => {
  acme = await makeTestTenant()
  admin = await acme.person({ name: 'Ada Admin', role: 'admin' })
})

describe('behaviour', () => {
  it('answers a key once and stores nothing of it but its hash and first characters', async () => {
    const { key, item } = await create(admin, {
      permissions: ['audit:write', 'audit:read', 'audit:write'],
      expiresInDays: 30,
    })
    expect(key).toMatch(/^ghk_[A-Za-z0-9_-]{43}$/)
    expect(item).toMatchObject({
      name: 'Billing',
      prefix: key.slice(0, 8),
      permissions: ['audit:write', 'audit:read'],
      createdBy: { id: admin.id, name: 'Ada Admin' },
      lastUsedAt: null,
      revokedAt: null,
    })
    expect(Date.parse(item.expiresAt ?? '') - Date.parse(item.createdAt)).toBe(30 * 86_400_000)
    const [row] = await storedRows<{ token_hash: Buffer; text: string }>(
      'SELECT token_hash, k::text AS text FROM api_keys k WHERE id = $1',
      [item.id],
    )
    expect(row?.token_hash.equals(hashApiKey(key))).toBe(true)
    expect(row?.text).not.toContain(key.slice(8))
    expect(JSON.stringify(await acme.events())).not.toContain(key.slice(8))
    expect((await acme.events('api_key.create')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      targets: [{ type: 'api_key', id: item.id }],
      metadata: { permissions: ['audit:write', 'audit:read'] },
    })
  })

  it('lists the newest first, revoked ones included, in as many queries for many as for few', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    await create(owner, { name: 'First' })
    const few = await countQueries(() => list(owner))
    for (const name of ['Second', 'Third', 'Fourth']) await create(owner, { name })
    const before = await list(owner)
    await revoke(owner, before.items[0]?.id ?? '')
    const after = await list(owner)
    expect(apiKeysListOutput.parse(after)).toEqual(after)
    expect(after.items.map((item) => [item.name, item.revokedAt === null])).toEqual([
      ['Fourth', false],
      ['Third', true],
      ['Second', true],
      ['First', true],
    ])
    expect(await countQueries(() => list(owner))).toBe(few)
  })

  it('shows every key that works and makes no more than can be shown', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    const first = await create(owner)
    await storedRows(
      `INSERT INTO api_keys (tenant_id, id, name, prefix, token_hash, permissions, revoked_at)
       SELECT $1, gen_random_uuid(), 'Old', 'ghk_', sha256(i::text::bytea), '{}', now() FROM generate_series(1, 120) i`,
      [tenant.id],
    )
    const { items } = await list(owner)
    expect(items).toHaveLength(100)
    expect(items.map((item) => item.id)).toContain(first.item.id)
    await storedRows(`UPDATE api_keys SET revoked_at = NULL WHERE tenant_id = $1 AND id <> $2 AND name = 'Old'`, [
      tenant.id,
      first.item.id,
    ])
    await expect(create(owner)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('answers a second revocation the same and leaves one event', async () => {
    const { item } = await create(admin)
    expect(await revoke(admin, item.id)).toEqual({ id: item.id })
    const [first] = await storedRows('SELECT revoked_at FROM api_keys WHERE id = $1', [item.id])
    expect(await revoke(admin, item.id)).toEqual({ id: item.id })
    expect(await storedRows('SELECT revoked_at FROM api_keys WHERE id = $1', [item.id])).toEqual([first])
    const events = await acme.events('api_key.revoke')
    expect(events.filter((event) => event.targets[0]?.id === item.id)).toHaveLength(1)
  })
})

describe('presenting a key', () => {
  it('gives a principal that may do what the key was given and nothing else', async () => {
    const { key, item } = await create(admin, { permissions: ['member:read'] })
    const principal = await resolve(`Bearer ${key}`)
    expect(principal).toMatchObject({ type: 'api-key', tenantId: acme.id, id: item.id, name: 'Billing' })
    if (!principal) return
    await expect(listMembers(authorize(principal, 'member:read'), { limit: 1 })).resolves.toMatchObject({ total: 1 })
    await expect(listApiKeys(authorize(principal, 'api-key:read'))).rejects.toMatchObject({ code: 'forbidden' })
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({ actor: { type: 'service', id: item.id } })
  })

  it('is nobody without a well-formed header or with an unknown, revoked or expired key', async () => {
    const { key, item } = await create(admin, { expiresInDays: 1 })
    const malformed = [
      undefined,
      '',
      'Bearer',
      `Basic ${key}`,
      key,
      `Bearer ${key}x`,
      `Bearer ${key.slice(1)}`,
      `Bearer ${key} ${key}`,
    ]
    for (const header of malformed) expect(await resolve(header), header).toBeNull()
    expect(await resolve(`Bearer ${makeApiKey().key}`)).toBeNull()
    expect(await resolve(`bearer ${key}`)).not.toBeNull()
    expect(await resolve(`Bearer ${key}`, () => new Date(Date.now() + 2 * 86_400_000))).toBeNull()
    const principal = await resolve(`Bearer ${key}`)
    await revoke(admin, item.id)
    expect(await resolve(`Bearer ${key}`)).toBeNull()
    // Revoked between the door and the transaction: still refused.
    if (!principal) throw new Error('the key worked before')
    await expect(listMembers(authorize(principal, 'member:read'), { limit: 1 })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('notes its use at most once a minute and leaves no event for it', async () => {
    const { key, item } = await create(admin)
    const lastUsed = async () =>
      (await storedRows<{ at: Date | null }>('SELECT last_used_at AS at FROM api_keys WHERE id = $1', [item.id]))[0]?.at
    const start = new Date()
    const events = (await acme.events()).length
    await resolve(`Bearer ${key}`, () => start)
    expect(await lastUsed()).toBeInstanceOf(Date)
    await storedRows(`UPDATE api_keys SET last_used_at = now() - interval '1 hour' WHERE id = $1`, [item.id])
    const hourAgo = await lastUsed()
    await resolve(`Bearer ${key}`, () => new Date(start.getTime() + 59_000))
    expect(await lastUsed()).toEqual(hourAgo)
    await resolve(`Bearer ${key}`, () => new Date(start.getTime() + 60_000))
    expect(await lastUsed()).not.toEqual(hourAgo)
    expect((await acme.events()).length).toBe(events)
  })
})

describe('roles', () => {
  it('refuses an auditor to make a key, who may list them, and an agent both', async () => {
    const auditor = await acme.person({ role: 'auditor' })
    const stored = await storedRows('SELECT count(*) FROM api_keys')
    await expect(create(auditor)).rejects.toMatchObject({ code: 'forbidden', permission: 'api-key:manage' })
    expect(await storedRows('SELECT count(*) FROM api_keys')).toEqual(stored)
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({
      actor: { id: auditor.id },
      metadata: { permission: 'api-key:manage' },
    })
    await expect(list(auditor)).resolves.toBeDefined()
    await expect(list(await acme.person({ role: 'agent' }))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'api-key:read',
    })
  })

  it('lets nobody give a key what they may not do themselves', async () => {
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions) VALUES ($1, $2, 'keys', 'Keys', '', false, '{api-key:manage,member:read}')`,
      [acme.id, newId()],
    )
    const keeper = await acme.person({ role: 'keys' })
    await expect(create(keeper, { permissions: ['audit:read'] })).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'audit:read',
    })
    expect((await acme.events('access.deny')).at(-1)).toMatchObject({ metadata: { permission: 'audit:read' } })
    await expect(create(keeper, { permissions: ['member:read', 'audit:write'] })).resolves.toBeDefined()
  })
})

describe('tenants', () => {
  it('answers for a foreign key as for none and leaves it alive', async () => {
    const { key, item } = await create(admin)
    const stranger = await (await makeTestTenant()).person({ role: 'owner' })
    const missing = await revoke(stranger, newId()).catch((error: Error) => error.message)
    await expect(revoke(stranger, item.id)).rejects.toMatchObject({ code: 'not_found', message: missing })
    expect(await resolve(`Bearer ${key}`)).not.toBeNull()
    expect((await list(stranger)).items).toEqual([])
  })
})
