import { beforeAll, describe, expect, it } from 'vitest'
import { operatorTenantsGetOutput, operatorTenantsListOutput } from '#contracts/operator-tenants.ts'
import { operatorsForTenantOutput, operatorsListOutput } from '#contracts/operators.ts'
import { OPERATOR_PERMISSIONS } from '#contracts/permissions.ts'
import { authorize, me } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import {
  makeTestHouse,
  makeTestTenant,
  storedRows,
  systemScope,
  type TestPerson,
  type TestTenant,
} from '#testing/test-tenant.ts'
import {
  createTenant,
  endOperator,
  ensureHouse,
  getTenantForOperator,
  inviteFirstOwner,
  inviteOperator,
  inviteOperatorFromOutside,
  listOperators,
  listOperatorsForTenant,
  listTenantsForOperator,
  provisionTenant,
} from '../index.ts'

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

const slugFor = () => `t-${newId().slice(-12)}`
const create = (actor: TestPerson, slug: string, email = 'first@customer.test') =>
  provisionTenant(authorize(actor, 'operator-tenant:create'), {
    name: 'New customer',
    slug,
    owner: { name: 'First Owner', email },
  })
const details = (actor: TestPerson, id: string) =>
  getTenantForOperator(authorize(actor, 'operator-tenant:read'), { id })
const forbidden = (permission: string) => ({ code: 'forbidden', permission })

describe('the house', () => {
  it('is one, whoever makes it and however often', async () => {
    const made = await Promise.all(
      Array.from({ length: 4 }, () =>
        ensureHouse((tenantId) => systemScope(tenantId, 'provision-tenant', 'tenant:create')),
      ),
    )
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set([house.id]))
    expect(await storedRows(`SELECT id FROM tenants WHERE kind = 'house'`)).toEqual([{ id: house.id }])
  })

  it('cannot be there twice, also where somebody writes the row', async () => {
    const insert = (slug: string, kind: string) =>
      storedRows(
        `INSERT INTO tenants (id, slug, name, log_origin, kind) VALUES ($1::uuid, $2, 'x', ($1::uuid)::text, $3)`,
        [newId(), slug, kind],
      )
    await expect(insert('operator', 'house')).rejects.toMatchObject({ code: '23505' })
    await expect(insert('another-house', 'house')).rejects.toMatchObject({ constraint: 'tenants_house_slug_check' })
    await expect(insert('operator', 'customer')).rejects.toMatchObject({ constraint: 'tenants_house_slug_check' })
  })

  it('keeps its short name from customers, in every way to make one', async () => {
    const id = newId()
    expect(() =>
      createTenant(systemScope(id, 'provision-tenant', 'tenant:create'), { slug: 'operator', name: 'Customer' }),
    ).toThrowError(expect.objectContaining({ code: 'uniqueness', path: '/slug' }))
    await expect(create(operator, 'operator')).rejects.toMatchObject({ code: 'uniqueness', path: '/slug' })
    await expect(
      createTenant(systemScope(id, 'provision-tenant', 'tenant:create'), { slug: 'operators', name: 'Customer' }),
    ).resolves.toMatchObject({ slug: 'operators' })
  })

  it('alone has the role of operators, and an Owner who is one too', async () => {
    const rolesOf = async ({ id }: TestTenant) =>
      Object.fromEntries(
        (
          await storedRows<{ key: string; held: boolean }>(
            'SELECT key, permissions && $2::text[] AS held FROM roles WHERE tenant_id = $1',
            [id, OPERATOR_PERMISSIONS],
          )
        ).map(({ key, held }) => [key, held]),
      )
    expect(await rolesOf(house)).toMatchObject({ operator: true, owner: true, admin: false, auditor: false })
    const ofCustomer = await rolesOf(acme)
    expect(ofCustomer).not.toHaveProperty('operator')
    expect(Object.values(ofCustomer)).not.toContain(true)
  })
})

describe('what only operators hold', () => {
  it('is granted to nobody outside the house, whatever a role says', async () => {
    const globex = await makeTestTenant()
    const climber = await globex.person({ role: 'owner' })
    await storedRows('UPDATE roles SET permissions = permissions || $2 WHERE tenant_id = $1', [
      globex.id,
      OPERATOR_PERMISSIONS,
    ])
    for (const permission of OPERATOR_PERMISSIONS) {
      const ask = (actor: TestPerson) =>
        withTenant(authorize(actor, permission), async (tx) => {
          if (!permission.endsWith(':read')) tx.unchanged('only whether it is held')
        })
      await expect(ask(climber), permission).rejects.toMatchObject(forbidden(permission))
      await expect(ask(operator), permission).resolves.toBeUndefined()
    }
    expect((await globex.events('access.deny')).map((event) => event.metadata.permission)).toEqual([
      ...OPERATOR_PERMISSIONS,
    ])
    const { permissions } = await me(authorize(climber, 'profile:read'))
    expect(permissions.filter((permission) => OPERATOR_PERMISSIONS.some((each) => each === permission))).toEqual([])
  })

  it('is gone at the next request once the role is taken away', async () => {
    const leaver = await house.person({ role: 'operator' })
    await expect(details(leaver, acme.id)).resolves.toMatchObject({ id: acme.id })
    await storedRows('DELETE FROM role_assignments WHERE user_id = $1', [leaver.id])
    await expect(details(leaver, acme.id)).rejects.toMatchObject(forbidden('operator-tenant:read'))
  })
})

describe('the list of tenants', () => {
  const list = (actor: TestPerson, input: { search?: string; cursor?: string; limit?: number } = {}) =>
    listTenantsForOperator(authorize(actor, 'operator-tenant:read'), { limit: 50, ...input })

  it('tells how far each is set up, and names nobody in it', async () => {
    const tenant = await makeTestTenant()
    const person = await tenant.person({ role: 'owner', name: 'Private Person' })
    await tenant.person({ active: false })
    await storedRows(
      `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id) VALUES ($1, $2, 'saml', 'Private provider', 'none', 'none')`,
      [tenant.id, newId()],
    )
    await storedRows(`INSERT INTO sso_policies (tenant_id, enforcement) VALUES ($1, 'off')`, [tenant.id])
    const answer = await list(operator, { search: tenant.slug })
    expect(operatorTenantsListOutput.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({
      total: 1,
      nextCursor: null,
      items: [{ id: tenant.id, people: 1, connections: { active: 1, inactive: 0 }, enforcement: 'off' }],
    })
    const one = await details(operator, tenant.id)
    expect(operatorTenantsGetOutput.parse(one)).toEqual(one)
    expect(one.firstOwner).toEqual({ state: 'active', expiresAt: null })
    for (const told of [answer, one]) {
      expect(JSON.stringify(told)).not.toMatch(/Private/)
      expect(JSON.stringify(told)).not.toContain(person.id)
    }
  })

  it('comes in pages without a gap, the newest first, and without the house', async () => {
    for (let made = 0; made < 3; made += 1) await makeTestTenant()
    const all = await list(operator, { limit: 100 })
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(operator, { limit: 2, ...(cursor ? { cursor } : {}) })
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(paged).toEqual(all.items.map(({ id }) => id))
    expect(paged).toHaveLength(all.total)
    expect(paged).not.toContain(house.id)
    await expect(details(operator, house.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(details(operator, newId())).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is refused to the Owner of a customer and to the house’s own auditor', async () => {
    for (const actor of [owner, await house.person({ role: 'auditor' })])
      await expect(list(actor)).rejects.toMatchObject(forbidden('operator-tenant:read'))
    await expect(details(owner, acme.id)).rejects.toMatchObject(forbidden('operator-tenant:read'))
  })
})

describe('making a tenant', () => {
  it('invites its first Owner, and both logs name the operator', async () => {
    const slug = slugFor()
    const made = await create(operator, slug)
    expect(made).toMatchObject({ slug, people: 0, firstOwner: { state: 'invited', expiresAt: expect.any(String) } })
    expect(made.signInUrl).toMatch(new RegExp(`/sign-in/${slug}$`))
    const events = await storedRows<{ event: { action: string; actor: object } }>(
      'SELECT canonical::jsonb AS event FROM audit_events WHERE tenant_id = $1 ORDER BY seq',
      [made.id],
    )
    expect(events.map(({ event }) => [event.action, event.actor])).toEqual([
      ['tenant.create', expect.objectContaining({ type: 'operator', id: operator.id })],
      ['invitation.create', expect.objectContaining({ type: 'operator', id: operator.id })],
    ])
    expect((await house.events('operator.tenant.create')).at(-1)).toMatchObject({
      actor: { type: 'user', id: operator.id },
      targets: [{ type: 'tenant', id: made.id }],
      outcome: { result: 'success' },
      metadata: { slug },
    })
    const waiting = await storedRows('SELECT topic FROM outbox WHERE tenant_id = $1', [made.id])
    expect(waiting).toEqual([{ topic: 'send-invitation' }])
  })

  it('keeps the operator’s address from the tenant', async () => {
    const { id } = await create(operator, slugFor())
    const values = await storedRows<{ all: string }>(
      `SELECT canonical || array_to_string(personal_values, ' ') AS all FROM audit_events WHERE tenant_id = $1`,
      [id],
    )
    for (const { all } of values) expect(all).not.toContain(operator.email)
    expect(values.some(({ all }) => all.includes('Otto Lindgren'))).toBe(true)
  })

  it('leaves nothing where the short name is taken', async () => {
    const before = await storedRows('SELECT count(*) FROM tenants')
    const logged = (await house.events()).length
    await expect(create(operator, acme.slug)).rejects.toMatchObject({ code: 'uniqueness', path: '/slug' })
    expect(await storedRows('SELECT count(*) FROM tenants')).toEqual(before)
    expect(await house.events()).toHaveLength(logged)
  })

  it('is refused to the Owner of a customer', async () => {
    const slug = slugFor()
    await expect(create(owner, slug)).rejects.toMatchObject(forbidden('operator-tenant:create'))
    // The refusal comes before anything is said about which short names there are.
    await expect(create(owner, house.slug)).rejects.toMatchObject(forbidden('operator-tenant:create'))
    expect(await storedRows('SELECT 1 FROM tenants WHERE slug = $1', [slug])).toEqual([])
  })
})

describe('inviting the first Owner anew', () => {
  const invite = (actor: TestPerson, tenantId: string, email: string) =>
    inviteFirstOwner(authorize(actor, 'operator-tenant:create'), { tenantId, owner: { name: 'Right One', email } })

  it('ends the link that went to the wrong address', async () => {
    const { id } = await create(operator, slugFor(), 'typo@customer.test')
    expect(await invite(operator, id, 'right@customer.test')).toMatchObject({ firstOwner: { state: 'invited' } })
    expect(
      await storedRows(
        'SELECT email, revoked_at IS NOT NULL AS ended FROM invitations WHERE tenant_id = $1 ORDER BY created_at',
        [id],
      ),
    ).toEqual([
      { email: 'typo@customer.test', ended: true },
      { email: 'right@customer.test', ended: false },
    ])
  })

  it('leaves one link that works, however many are asked for at once', async () => {
    const { id } = await create(operator, slugFor())
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => invite(operator, id, `one-${i}@customer.test`)),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(
      await storedRows(
        'SELECT 1 FROM invitations WHERE tenant_id = $1 AND revoked_at IS NULL AND accepted_at IS NULL',
        [id],
      ),
    ).toHaveLength(1)
  })

  it('is no way into a tenant that has an Owner, and none for a customer into another', async () => {
    await expect(invite(operator, acme.id, 'intruder@vendor.test')).rejects.toMatchObject({ code: 'conflict' })
    const { id } = await create(operator, slugFor())
    await expect(invite(owner, id, 'intruder@acme.test')).rejects.toMatchObject(forbidden('operator-tenant:create'))
    await expect(invite(operator, house.id, 'x@vendor.test')).rejects.toMatchObject({ code: 'not_found' })
    expect(await storedRows(`SELECT 1 FROM invitations WHERE email LIKE 'intruder@%'`)).toEqual([])
  })
})

describe('operators', () => {
  it('are listed with how they come in, and the tenant sees names alone', async () => {
    const answer = await listOperators(authorize(operator, 'operator:read'))
    expect(operatorsListOutput.parse(answer)).toEqual(answer)
    expect(answer.items).toContainEqual(
      expect.objectContaining({ id: operator.id, wayIn: 'provider', email: operator.email, openSessions: 1 }),
    )
    await expect(listOperators(authorize(owner, 'operator:read'))).rejects.toMatchObject(forbidden('operator:read'))
    const told = await listOperatorsForTenant(authorize(owner, 'invitation:read'))
    expect(operatorsForTenantOutput.parse(told)).toEqual(told)
    expect(told.items.map(({ name }) => name)).toContain('Otto Lindgren')
    expect(JSON.stringify(told)).not.toContain('@')
    const agent = await acme.person({ role: 'agent' })
    await expect(listOperatorsForTenant(authorize(agent, 'invitation:read'))).rejects.toMatchObject(
      forbidden('invitation:read'),
    )
  })

  it('invite each other; nobody does who holds less', async () => {
    const invite = (actor: TestPerson, email: string) =>
      inviteOperator(authorize(actor, 'operator:manage'), { name: 'Mei Tanaka', email })
    expect(await invite(operator, 'mei@vendor.test')).toMatchObject({ role: { key: 'operator' }, accessEndsAt: null })
    const { waiting } = await listOperators(authorize(operator, 'operator:read'))
    expect(waiting).toMatchObject([{ name: 'Mei Tanaka', email: 'mei@vendor.test' }])
    for (const actor of [owner, await house.person({ role: 'admin' })])
      await expect(invite(actor, 'more@vendor.test')).rejects.toMatchObject(forbidden('operator:manage'))
    expect(await storedRows(`SELECT 1 FROM invitations WHERE email = 'more@vendor.test'`)).toEqual([])
  })

  it('come first from the command line: the first as Owner of the house, those after an Owner as operators', async () => {
    const invite = (email: string) =>
      inviteOperatorFromOutside({ name: 'From outside', email }, { source: 'cli', requestId: newId() })
    expect((await invite('first@vendor.test')).invitation.role.key).toBe('owner')
    const chief = await house.person({ role: 'owner' })
    expect((await invite('second@vendor.test')).invitation.role.key).toBe('operator')
    await storedRows('DELETE FROM role_assignments WHERE user_id = $1', [chief.id])
  })

  const end = (actor: TestPerson, id: string) => endOperator(authorize(actor, 'operator:manage'), { id })

  it('end each other’s access at the next request', async () => {
    const leaver = await house.person({ role: 'operator' })
    expect(await end(operator, leaver.id)).toEqual({ id: leaver.id, sessionsEnded: 1 })
    await expect(details(leaver, acme.id)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await house.events('operator.end')).at(-1)).toMatchObject({
      actor: { id: operator.id },
      targets: [{ type: 'user', id: leaver.id }],
      metadata: { sessionsEnded: 1 },
    })
    await expect(end(operator, leaver.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('end neither their own access, nor an Owner’s, nor that of whoever is no operator', async () => {
    await expect(end(operator, operator.id)).rejects.toMatchObject({ code: 'conflict' })
    const chief = await house.person({ role: 'owner' })
    await expect(end(operator, chief.id)).rejects.toMatchObject(forbidden('role:assign-owner'))
    const other = await house.person({ role: 'owner' })
    await expect(end(chief, other.id)).resolves.toMatchObject({ id: other.id })
    const viewer = await house.person({ role: 'viewer' })
    for (const id of [viewer.id, owner.id]) await expect(end(chief, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(end(owner, operator.id)).rejects.toMatchObject(forbidden('operator:manage'))
    expect(await storedRows('SELECT active FROM users WHERE id = $1', [operator.id])).toEqual([{ active: true }])
  })
})
