import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { authorize, createApiKey } from '#server/domains/access/index.ts'
import { createDirectory, createScimToken } from '#server/domains/directory/index.ts'
import { createSsoConnection, deleteSsoConnection } from '#server/domains/identity/index.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { demoConnections } from '../../../demo/connections.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-notices-'))
const { acme } = demoConnections({ dataDir: folder, samlPort: 4001, oidcPort: 4002 })
let tenant: TestTenant
let owner: TestPerson

beforeAll(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
})
beforeEach(() => storedRows('DELETE FROM outbox'))
afterAll(() => rmSync(folder, { recursive: true }))

const waiting = async () =>
  (
    await storedRows<{ payload: unknown }>('SELECT payload FROM outbox WHERE tenant_id = $1 ORDER BY id', [tenant.id])
  ).map(({ payload }) => payload)
const told = (notice: string, target: { id: string; name: string }) => ({
  notice,
  target,
  actor: { type: 'user', id: owner.id },
})

it('tells of a new API key, and not of one that was refused', async () => {
  const { item } = await createApiKey(authorize(owner, 'api-key:manage'), {
    name: 'Nightly export',
    permissions: ['audit:read'],
    expiresInDays: null,
  })
  const viewer = await tenant.person({ role: 'viewer' })
  await expect(
    createApiKey(authorize(viewer, 'api-key:manage'), {
      name: 'Mine',
      permissions: ['audit:read'],
      expiresInDays: null,
    }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  expect(await waiting()).toEqual([told('api-key.create', { id: item.id, name: 'Nightly export' })])
})

it('tells of a new SCIM token by the name of its directory', async () => {
  const { id } = await createDirectory(authorize(owner, 'directory:manage'), { name: 'Okta', provider: 'okta' })
  await createScimToken(authorize(owner, 'directory:manage'), {
    directoryId: id,
    name: 'Provisioning',
    expiresInDays: 90,
  })
  expect(await waiting()).toEqual([told('scim-token.create', { id, name: 'Okta' })])
})

it('tells of a sign-on connection that came and went', async () => {
  const scope = () => authorize(owner, 'sso-connection:manage')
  const { id, name } = await createSsoConnection(scope(), acme)
  await deleteSsoConnection(scope(), { id, name })
  expect(await waiting()).toEqual([
    told('sso-connection.create', { id, name }),
    told('sso-connection.delete', { id, name }),
  ])
})
