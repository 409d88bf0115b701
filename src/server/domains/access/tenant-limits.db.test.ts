import { beforeEach, describe, expect, it } from 'vitest'
import { createDirectory, createScimToken, mapGroupRole } from '#server/domains/directory/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { authorize, createApiKey } from './index.ts'

let tenant: TestTenant
let admin: TestPerson
beforeEach(async () => {
  tenant = await makeTestTenant()
  admin = await tenant.person({ role: 'admin' })
})

/** Six at the same moment: what each came to. */
async function sixAtOnce(create: (n: number) => Promise<unknown>): Promise<string[]> {
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      create(n).then(
        () => 'made',
        (error) => String(error.code),
      ),
    ),
  )
  return outcomes.sort()
}
const asAdmin = () => ({ ...admin, request: testRequest() })
const rows = async (table: string) =>
  (await storedRows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1`, [tenant.id]))[0]?.n

describe('where one more may be made, of six at the same moment only one is', () => {
  const oneOfSix = ['conflict', 'conflict', 'conflict', 'conflict', 'conflict', 'made']

  it('API key', async () => {
    await storedRows(
      `INSERT INTO api_keys (tenant_id, id, name, prefix, token_hash, permissions)
       SELECT $1, gen_random_uuid(), 'k', 'ghk_', sha256((n::text || $2)::bytea), '{audit:read}' FROM generate_series(1, 99) n`,
      [tenant.id, newId()],
    )
    const input = { name: 'k', permissions: ['audit:read' as const], expiresInDays: null }
    expect(await sixAtOnce(() => createApiKey(authorize(asAdmin(), 'api-key:manage'), input))).toEqual(oneOfSix)
    expect(await rows('api_keys')).toBe(100)
  })

  it('directory', async () => {
    await storedRows(
      `INSERT INTO directories (tenant_id, id, name, provider) SELECT $1, gen_random_uuid(), 'D' || n, 'okta' FROM generate_series(1, 99) n`,
      [tenant.id],
    )
    const create = (n: number) =>
      createDirectory(authorize(asAdmin(), 'directory:manage'), { name: `New ${n}`, provider: 'okta' })
    expect(await sixAtOnce(create)).toEqual(oneOfSix)
    expect(await rows('directories')).toBe(100)
  })

  it('token of a directory', async () => {
    const directoryId = await tenant.directory()
    await storedRows(
      `INSERT INTO scim_tokens (tenant_id, id, directory_id, name, prefix, token_hash)
       SELECT $1, gen_random_uuid(), $2::uuid, 't', 'ghs_', sha256((n::text || $2::uuid)::bytea) FROM generate_series(1, 19) n`,
      [tenant.id, directoryId],
    )
    const input = { directoryId, name: 't', expiresInDays: 30 }
    expect(await sixAtOnce(() => createScimToken(authorize(asAdmin(), 'directory:manage'), input))).toEqual(oneOfSix)
    expect(await rows('scim_tokens')).toBe(20)
  })

  it('mapping, also where each is of another directory', async () => {
    const directories = await Promise.all(Array.from({ length: 6 }, () => tenant.directory()))
    await storedRows(
      `INSERT INTO group_role_mappings (tenant_id, id, directory_id, group_name, role_id)
       SELECT $1, gen_random_uuid(), $2, 'G' || n, r.id FROM generate_series(1, 99) n, roles r WHERE r.tenant_id = $1 AND r.key = 'viewer'`,
      [tenant.id, directories[0]],
    )
    const create = (n: number) =>
      mapGroupRole(authorize(asAdmin(), 'group:map'), {
        directoryId: directories[n] ?? '',
        groupName: 'New',
        roleKey: 'viewer',
      })
    expect(await sixAtOnce(create)).toEqual(oneOfSix)
    expect(await rows('group_role_mappings')).toBe(100)
  })
})
