import { expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { createDirectory, createDirectoryWithToken } from '#server/domains/directory/index.ts'
import { flushProvisioningLog, getSetupActivity } from '#server/domains/provisioning-log/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal } from '#server/platform/principal.ts'
import { ScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant, testRequest } from '#testing/test-tenant.ts'

type Link = Extract<Principal, { type: 'setup-link' }>

async function openLink(tenant: TestTenant): Promise<Link> {
  const [id, admin] = [newId(), await tenant.person({ role: 'admin' })]
  await storedRows(
    `INSERT INTO setup_links (tenant_id, id, label, token_hash, browser_hash, created_by, expires_at, opened_at)
     VALUES ($1, $2, 'Acme IT', sha256($3), sha256($3), $4, now() + interval '1 day', now())`,
    [tenant.id, id, Buffer.from(id), admin.id],
  )
  return { type: 'setup-link', tenantId: tenant.id, id, request: testRequest() }
}

it('the holder of a set-up link sees whether their provider was heard, of their own directories only', async () => {
  const acme = await makeTestTenant()
  const [link, another] = [await openLink(acme), await openLink(acme)]
  const configure = authorize(link, 'setup:configure')
  const made = await createDirectoryWithToken(configure, { name: 'Okta', provider: 'okta' })
  const ask = (principal: Link, directoryId: string) =>
    getSetupActivity(authorize(principal, 'setup:read'), { directoryId })
  expect(await ask(link, made.id)).toEqual({ firstAt: null, lastAt: null, kinds: [] })
  await new ScimClient(made.id, made.token).get('/Users?startIndex=1&count=2')
  await flushProvisioningLog()
  expect(await ask(link, made.id)).toMatchObject({ kinds: [{ kind: 'user.list', lastStatus: 200 }] })
  const admin = await acme.person({ role: 'admin' })
  const other = await createDirectory(authorize(admin, 'directory:manage'), { name: 'Other', provider: 'okta' })
  const missing = { code: 'not_found' }
  await expect(ask(link, other.id)).rejects.toMatchObject(missing)
  await expect(ask(another, made.id)).rejects.toMatchObject(missing)
  await expect(ask(await openLink(await makeTestTenant()), made.id)).rejects.toMatchObject(missing)
  await expect(getSetupActivity(authorize(admin, 'setup:read'), { directoryId: made.id })).rejects.toMatchObject({
    code: 'forbidden',
  })
})
