import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoleRuleInput } from '#contracts/role-rules.ts'
import { ssoSetRoleRulesOutput } from '#contracts/sso.ts'
import { authorize, me } from '#server/domains/access/index.ts'
import { getMember } from '#server/domains/members/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { closeJackson } from './jackson-adapter.ts'
import { rolesForProfile } from './roles-for-profile.ts'
import { setRoleRules } from './set-role-rules.ts'
import { updateSsoConnection } from './update-sso-connection.ts'

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

let acme: TestTenant
let owner: TestPerson
let provider: TestIdentityProvider

beforeAll(async () => {
  acme = await makeTestTenant()
  owner = await acme.person({ role: 'owner' })
  provider = await connectTestProvider(acme)
})
afterAll(closeJackson)

const rule = (value: string, roleKey: string, changes: Partial<RoleRuleInput> = {}): RoleRuleInput => ({
  claim: 'groups',
  operator: 'equals',
  expected: [value],
  roleKey,
  goesOn: true,
  ...changes,
})
const set = (rules: RoleRuleInput[], actor = owner, connectionId = provider.connectionId) =>
  setRoleRules(authorize(actor, 'sso-connection:manage'), { connectionId, rules })

/** Signs in with these groups and answers with the roles that are then held. */
async function rolesAfter(email: string, groups: string[], at = provider): Promise<{ id: string; roles: string[] }> {
  const browser = new TestBrowser()
  const landed = await browser.signIn(at, { ...testPerson(email), groups })
  expect(traceOf(landed)).toBeNull()
  const principal = await browser.whoami()
  if (!principal) throw new Error('nobody is signed in')
  const mine = await me(authorize(principal, 'profile:read'))
  return { id: principal.id, roles: mine.roles.map((role) => role.key) }
}

describe('rules on claims', () => {
  it('give a role at sign-in, with the rule as its source, and write it down', async () => {
    const { rules } = ssoSetRoleRulesOutput.parse(await set([rule('Engineers', 'viewer'), rule('IT', 'admin')]))
    expect(rules.map((one) => one.roleKey)).toEqual(['viewer', 'admin'])
    const { id, roles } = await rolesAfter('lin@acme.test', ['Engineers'])
    expect(roles).toEqual(['viewer'])
    const member = await getMember(authorize(owner, 'member:read'), { id })
    expect(member.roles).toMatchObject([
      { key: 'viewer', sources: [{ type: 'rule', connection: { id: provider.connectionId } }] },
    ])
    expect((await acme.events('sso.role_rules.apply')).at(-1)).toMatchObject({
      targets: [{ type: 'user', id }, { id: provider.connectionId }],
      metadata: { added: ['viewer'], removed: [] },
    })
  })

  it('take a right away at the next sign-in when the provider has, also in the sessions that are open', async () => {
    await set([rule('Engineers', 'viewer'), rule('IT', 'admin')])
    const first = await rolesAfter('ray@acme.test', ['IT', 'Engineers'])
    expect(first.roles).toEqual(['admin', 'viewer'])
    const next = await rolesAfter('ray@acme.test', ['Engineers'])
    expect(next).toEqual({ id: first.id, roles: ['viewer'] })
    expect(await rolesAfter('ray@acme.test', [])).toEqual({ id: first.id, roles: [] })
    expect(await storedRows('SELECT 1 FROM rule_assignments WHERE user_id = $1', [first.id])).toEqual([])
    expect((await acme.events('sso.role_rules.apply')).at(-1)).toMatchObject({ metadata: { removed: ['viewer'] } })
  })

  it('leave alone what is held directly', async () => {
    await set([rule('IT', 'admin')])
    const { id } = await rolesAfter('kim@acme.test', ['IT'])
    await acme.give(id, 'auditor')
    expect((await rolesAfter('kim@acme.test', [])).roles).toEqual(['auditor'])
  })

  it('take what they gave with them when they are removed, at once', async () => {
    await set([rule('IT', 'admin')])
    const { id } = await rolesAfter('sol@acme.test', ['IT'])
    await set([])
    expect(await storedRows('SELECT 1 FROM effective_roles WHERE user_id = $1', [id])).toEqual([])
  })

  it('of the connection that was used last decide', async () => {
    const other = await connectSecond()
    await set([rule('IT', 'admin')])
    await set([rule('Staff', 'viewer')], owner, other.connectionId)
    const first = await rolesAfter('ada@acme.test', ['IT'])
    expect(first.roles).toEqual(['admin'])
    expect(await rolesAfter('ada@acme.test', ['Staff', 'IT'], other)).toEqual({ id: first.id, roles: ['viewer'] })
  })

  it('never give Owner, neither by name nor by a row that says so', async () => {
    await expect(set([rule('IT', 'owner')])).rejects.toMatchObject({ code: 'invalid_input', path: '/rules/0/roleKey' })
    const { rules } = await set([rule('Bosses', 'viewer')])
    await storedRows(
      `UPDATE connection_role_rules SET role_id = (SELECT id FROM roles WHERE tenant_id = $1 AND key = 'owner') WHERE id = $2`,
      [acme.id, rules[0]?.id],
    )
    expect((await rolesAfter('max@acme.test', ['Bosses'])).roles).toEqual([])
  })

  it('ignore attributes called role, roles, owner and id', async () => {
    await set([rule('IT', 'admin')])
    const browser = new TestBrowser()
    const departure = await browser.leaveFor(provider)
    const person = testPerson('eve@acme.test')
    const claims = {
      [`${CLAIMS}/emailaddress`]: person.email,
      role: 'IT',
      roles: ['admin'],
      owner: 'true',
      id: owner.id,
    }
    const options = {
      profileMapper: () => ({
        getClaims: () => claims,
        getNameIdentifier: () => ({
          nameIdentifier: person.userName,
          nameIdentifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        }),
      }),
    }
    const response = await respond(provider, departure, { person, options })
    const accepted = await browser.post(response, departure.relayState)
    await browser.go(accepted.headers.get('location') ?? '')
    const principal = await browser.whoami()
    expect(principal?.id).not.toBe(owner.id)
    expect((await me(authorize(principal as TestPerson, 'profile:read'))).roles).toEqual([])
  })

  it('say the same in the preview as at sign-in', async () => {
    await set([
      rule('Eng', 'viewer', { operator: 'contains' }),
      rule('IT', 'admin', { goesOn: false }),
      rule('x', 'agent'),
    ])
    const attributes = { groups: ['Engineers', 'IT', 'x'] }
    const preview = await withTenant(authorize(owner, 'sso-connection:read'), (tx) =>
      rolesForProfile(tx, provider.connectionId, { subject: 'a', email: null, attributes }),
    )
    expect(preview.roleKeys).toEqual(['viewer', 'admin'])
    expect((await rolesAfter('pre@acme.test', attributes.groups)).roles.sort()).toEqual([...preview.roleKeys].sort())
  })
})

describe('who writes rules', () => {
  it('cannot give more than they hold, and may still remove', async () => {
    await set([rule('IT', 'admin')])
    await storedRows(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
       VALUES ($1, $2, 'sso-only', 'SSO only', '', false, '{sso-connection:read,sso-connection:manage}')`,
      [acme.id, newId()],
    )
    const limited = await acme.person({ role: 'sso-only' })
    await expect(set([rule('IT', 'admin'), rule('Me', 'admin')], limited)).rejects.toMatchObject({ code: 'forbidden' })
    expect(
      await storedRows('SELECT 1 FROM connection_role_rules WHERE connection_id = $1', [provider.connectionId]),
    ).toHaveLength(1)
    await set([], limited)
    expect(
      await storedRows('SELECT 1 FROM connection_role_rules WHERE connection_id = $1', [provider.connectionId]),
    ).toEqual([])
  })

  it('needs sso-connection:manage, a role that is there and a connection of the tenant', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await expect(set([], viewer)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(set([rule('IT', 'no-such-role')])).rejects.toMatchObject({ code: 'not_found' })
    const outsider = await (await makeTestTenant()).person({ role: 'owner' })
    const [foreign, missing] = await Promise.allSettled([set([], outsider), set([], outsider, newId())])
    expect(foreign).toEqual(missing)
    expect(foreign).toMatchObject({ reason: { code: 'not_found' } })
  })
})

describe('attribute mapping', () => {
  const map = (attributeMapping: Record<string, string>) =>
    updateSsoConnection(authorize(owner, 'sso-connection:manage'), { id: provider.connectionId, attributeMapping })

  it('says which attribute is the address and the names', async () => {
    await map({ email: `${CLAIMS}/surname`, givenName: `${CLAIMS}/emailaddress` })
    const browser = new TestBrowser()
    const person = { ...testPerson('shown@acme.test'), familyName: `mapped-${newId()}@acme.test` }
    await browser.signIn(provider, person)
    expect(await browser.whoami()).toMatchObject({ email: person.familyName })
    await map({})
    expect((await acme.events('sso.connection.update')).at(-1)).toMatchObject({
      metadata: { changed: ['attributeMapping'] },
    })
  })

  it('refuses several values in the attribute that is the address', async () => {
    await map({ email: 'http://schemas.xmlsoap.org/claims/Group' })
    const browser = new TestBrowser()
    const person = { ...testPerson('two@acme.test'), groups: ['one@acme.test', 'two@acme.test'] }
    const departure = await browser.leaveFor(provider)
    const refused = await browser.post(await respond(provider, departure, { person }), departure.relayState)
    expect(traceOf(refused)).not.toBeNull()
    expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({ metadata: { check: 'subject' } })
    await map({})
  })
})

/** Two connections of one tenant need two names. */
async function connectSecond(): Promise<TestIdentityProvider> {
  await storedRows(`UPDATE sso_connections SET name = 'First' WHERE id = $1`, [provider.connectionId])
  return connectTestProvider(acme, `https://second.${newId()}.test`)
}
