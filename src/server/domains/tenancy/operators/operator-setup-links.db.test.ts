import { beforeAll, expect, it } from 'vitest'
import { operatorSetupLinksListOutput } from '#contracts/operator-setup-links.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createSetupLink, listSetupLinks } from '#server/domains/identity/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestHouse, makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { createSetupLinkForTenant, listSetupLinksForTenant, revokeSetupLinkForTenant } from '../index.ts'

let house: TestTenant
let operator: TestPerson
let acme: TestTenant
let owner: TestPerson

beforeAll(async () => {
  house = await makeTestHouse()
  operator = await house.person({ role: 'operator', name: 'Otto Lindgren' })
  acme = await makeTestTenant()
  owner = await acme.person({ role: 'owner' })
})

const make = (actor: TestPerson, tenantId: string, label = 'IT at Acme') =>
  createSetupLinkForTenant(authorize(actor, 'operator-setup-link:create'), { tenantId, label, expiresInDays: 3 })
const list = (actor: TestPerson, tenantId: string) =>
  listSetupLinksForTenant(authorize(actor, 'operator-setup-link:read'), { tenantId })
const revoke = (actor: TestPerson, tenantId: string, id: string) =>
  revokeSetupLinkForTenant(authorize(actor, 'operator-setup-link:revoke'), { tenantId, id })

it('is made for a tenant by an operator, whom both logs and the tenant’s list name', async () => {
  const { url, item } = await make(operator, acme.id)
  expect(url).toMatch(/\/setup\/[A-Za-z0-9_-]{43}$/)
  expect(item).toMatchObject({ label: 'IT at Acme', state: 'waiting', createdBy: 'Otto Lindgren (operator)' })
  expect((await acme.events('setup_link.create')).at(-1)).toMatchObject({
    actor: { type: 'operator', id: operator.id },
    targets: [{ type: 'setup_link', id: item.id }],
  })
  expect((await house.events('operator.setup_link.create')).at(-1)).toMatchObject({
    actor: { type: 'user', id: operator.id },
    targets: [{ type: 'tenant', id: acme.id }],
    metadata: { slug: acme.slug, label: 'IT at Acme', expiresInDays: 3 },
  })
  const seenByTenant = await listSetupLinks(authorize(owner, 'setup-link:read'))
  expect(seenByTenant.items).toContainEqual(item)
  const everything = JSON.stringify([
    await storedRows('SELECT * FROM setup_links WHERE tenant_id = $1', [acme.id]),
    await storedRows('SELECT * FROM audit_events WHERE tenant_id = ANY ($1)', [[acme.id, house.id]]),
  ])
  expect(everything).not.toContain(url.split('/').at(-1))
})

it('shows operators the links of operators, and none that the tenant’s own people made', async () => {
  const own = await createSetupLink(authorize(owner, 'setup-link:create'), { label: 'Private link', expiresInDays: 1 })
  const theirs = await make(operator, acme.id, 'From the vendor')
  const answer = await list(operator, acme.id)
  expect(operatorSetupLinksListOutput.parse(answer)).toEqual(answer)
  expect(answer.items.map(({ id }) => id)).toContain(theirs.item.id)
  expect(JSON.stringify(answer)).not.toContain('Private link')
  await expect(revoke(operator, acme.id, own.item.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await storedRows('SELECT revoked_at FROM setup_links WHERE id = $1', [own.item.id])).toEqual([
    { revoked_at: null },
  ])
  expect(await revoke(operator, acme.id, theirs.item.id)).toEqual({ id: theirs.item.id })
  expect((await acme.events('setup_link.revoke')).at(-1)).toMatchObject({
    actor: { type: 'operator', id: operator.id },
  })
})

it('records in the house what was tried and failed', async () => {
  await expect(revoke(operator, acme.id, newId())).rejects.toMatchObject({ code: 'not_found' })
  expect((await house.events('operator.setup_link.revoke')).at(-1)).toMatchObject({
    outcome: { result: 'failure', reason: 'not_found' },
  })
})

it('is refused to the Owner of a customer, for another tenant and for their own', async () => {
  const globex = await makeTestTenant()
  for (const id of [globex.id, acme.id]) {
    await expect(make(owner, id)).rejects.toMatchObject({ code: 'forbidden', permission: 'operator-setup-link:create' })
    await expect(list(owner, id)).rejects.toMatchObject({ code: 'forbidden', permission: 'operator-setup-link:read' })
    await expect(revoke(owner, id, newId())).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'operator-setup-link:revoke',
    })
  }
  expect(await storedRows('SELECT 1 FROM setup_links WHERE tenant_id = $1', [globex.id])).toEqual([])
  await expect(make(operator, globex.id)).resolves.toBeDefined()
})

it('leads nowhere for a tenant that is not there, and not into the house', async () => {
  for (const id of [newId(), house.id]) {
    await expect(make(operator, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(list(operator, id)).rejects.toMatchObject({ code: 'not_found' })
  }
})
