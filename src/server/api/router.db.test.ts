import { describe, expect, it } from 'vitest'
import {
  BASE_PERMISSIONS,
  BUILT_IN_ROLE_KEYS,
  BUILT_IN_ROLES,
  HOUSE_ROLES,
  OPERATOR_PERMISSIONS,
  PERMISSIONS,
  permissionSchema,
} from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import {
  makeTestHouse,
  makeTestTenant,
  storedRows,
  type TestPerson,
  type TestTenant,
  testRequest,
} from '#testing/test-tenant.ts'
import { DIRECTORY_INPUTS, thingOfDirectoryQuery } from './directory-inputs.fixture.ts'
import { appRouter } from './router.ts'
import { ANSWERED, CREATED, POLICY } from './sign-in-inputs.fixture.ts'
import { VENDOR_INPUTS } from './vendor-inputs.fixture.ts'

type Procedure = {
  _def: { type: string; meta?: { permission?: string }; inputs: unknown[]; output?: unknown; procedure: true }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
const ofOperators = (path: string) =>
  OPERATOR_PERMISSIONS.some((permission) => new Map(procedures).get(path)?._def.meta?.permission === permission)

/** What each procedure is called with: well formed, and about `id`, which is a thing of that kind or nothing. */
const INPUTS: Record<string, (id: string) => unknown> = {
  'members.list': () => ({}),
  'members.get': (id) => ({ id }),
  'members.assignRole': (id) => ({ memberId: id, roleKey: 'viewer' }),
  'members.unassignRole': (id) => ({ memberId: id, roleKey: 'viewer' }),
  'groups.list': () => ({}),
  'groups.get': (id) => ({ id }),
  'groups.mapRole': (id) => ({ directoryId: id, groupName: 'No such group', roleKey: 'viewer' }),
  'groups.unmapRole': (id) => ({ id }),
  'sso.create': () => ({ protocol: 'saml', name: 'Broken', metadataXml: '<no/>' }),
  'sso.delete': (id) => ({ id, name: 'Theirs' }),
  'sso.get': (id) => ({ id }),
  'sso.update': (id) => ({ id, name: 'Renamed' }),
  'sso.guardSettings': (id) => ({ id }),
  'sso.updateGuardSettings': (id) => ({ id, outsideAddress: 'quarantine' }),
  'sso.vouch': (id) => ({ id, vouchesForOwners: true }),
  'sso.refresh': (id) => ({ id }),
  'sso.setRoleRules': (id) => ({ connectionId: id, rules: [] }),
  'sso.revealProfile': (id) => ({ connectionId: id }),
  'sso.updatePolicy': () => ({ enforcement: 'optional' }),
  'domains.add': () => ({ domain: `${newId()}.example` }),
  'domains.verify': (id) => ({ id }),
  'domains.update': (id) => ({ id, connectionId: null }),
  'domains.remove': (id) => ({ id }),
  'signInTraces.list': () => ({}),
  'signInTraces.get': (id) => ({ id }),
  'signInTraces.reveal': (id) => ({ id }),
  'signInTraces.share': (id) => ({ id }),
  'signInTraces.revokeLink': (id) => ({ id, linkId: id }),
  'connectionTests.start': (id) => ({ connectionId: id }),
  'connectionTests.get': (id) => ({ id }),
  'setupLinks.create': () => ({ label: 'Acme IT', expiresInDays: 1 }),
  'setupLinks.revoke': (id) => ({ id }),
  'setup.createConnection': () => ({ protocol: 'saml', name: 'Broken', metadataXml: '<no/>' }),
  'setup.startTest': (id) => ({ connectionId: id }),
  'setup.getTest': (id) => ({ id }),
  'setup.createDirectory': () => ({ name: `Directory ${newId()}`, provider: 'okta' }),
  'dryRun.report': (id) => ({ directoryId: id }),
  'dryRun.people': (id) => ({ directoryId: id }),
  'dryRun.goLive': (id) => ({ directoryId: id, name: 'Okta' }),
  'dryRun.discard': (id) => ({ directoryId: id }),
  'rehearsals.run': (id) => ({ directoryId: id, source: { kind: 'people', provider: 'okta' } }),
  'sessions.list': () => ({}),
  'sessions.revoke': (id) => ({ id }),
  'sessions.revokeMine': (id) => ({ id }),
  'sessions.revokeOfMember': (id) => ({ memberId: id, name: 'Not theirs' }),
  'sessions.revokeAll': () => ({ name: 'Not ours' }),
  'members.removePasskeys': (id) => ({ memberId: id, name: 'Not theirs' }),
  'security.addPasskey': () => ({ name: 'Key', response: CREATED }),
  'security.removePasskey': (id) => ({ id }),
  'security.confirm': () => ({ response: ANSWERED }),
  'signInPolicy.update': () => ({ ...POLICY, idleMinutes: 400 + Math.floor(Math.random() * 80) }),
  'invitations.create': () => ({ name: 'Ines', email: `${newId()}@audit.test`, roleKey: 'auditor', accessDays: 7 }),
  'invitations.revoke': (id) => ({ id }),
  'breakGlass.review': (id) => ({ id, note: 'Looked into' }),
  'apiKeys.create': () => ({ name: 'Key', permissions: ['audit:write'], expiresInDays: null }),
  'apiKeys.revoke': (id) => ({ id }),
  'audit.list': () => ({}),
  'audit.get': () => ({ seq: 1 }),
  'audit.reveal': () => ({ seq: 1 }),
  'tenant.update': () => ({ name: `Tenant ${newId()}` }),
  ...DIRECTORY_INPUTS,
  ...VENDOR_INPUTS,
}

type Outcome = { code?: string; permission?: string | undefined; message?: string; value?: unknown }

function callerFor(actor: TestPerson | null): Record<string, Record<string, (input: unknown) => Promise<unknown>>> {
  return appRouter.createCaller({ principal: actor, request: testRequest() }) as never
}

/** The value or our error, as the console's API gives it. */
async function call(actor: TestPerson | null, path: string, id: string = newId()): Promise<Outcome> {
  const [router, name] = path.split('.') as [string, string]
  try {
    return { value: await callerFor(actor)[router]?.[name]?.(INPUTS[path]?.(id)) }
  } catch (error) {
    const { cause } = error as { cause: Required<Outcome> }
    return { code: cause.code, permission: cause.permission, message: cause.message }
  }
}

describe('every procedure', () => {
  it('is one of those that the contracts name', () => {
    expect(procedures.map(([path]) => path).sort()).toEqual(
      [
        ...Object.keys(INPUTS),
        'me.get',
        'overview.get',
        'groups.listMappings',
        'roles.list',
        'sso.list',
        'connectionTests.last',
        'setupLinks.list',
        'setup.get',
        'setup.finish',
        'sso.policy',
        'domains.list',
        'directories.list',
        'guardRails.paused',
        'leavers.figures',
        'leavers.signingKey',
        'directorySchemas.list',
        'sessions.listMine',
        'sessions.revokeOthers',
        'security.get',
        'security.beginPasskey',
        'security.beginConfirmation',
        'signInPolicy.get',
        'invitations.list',
        'breakGlass.list',
        'apiKeys.list',
        'applications.list',
        'applications.signingKeys',
        'applications.rotateSigningKey',
        'applications.mine',
        'webhooks.list',
        'audit.verify',
        'audit.lastVerification',
        'tenant.get',
        'operators.list',
        'operators.listForTenant',
      ].sort(),
    )
  })

  it.each(procedures)('%s declares a permission that fits it, an input and an output', (_path, { _def }) => {
    expect(permissionSchema.options).toContain(_def.meta?.permission)
    expect(['query', 'mutation']).toContain(_def.type)
    expect(_def.meta?.permission?.endsWith(':read')).toBe(_def.type === 'query')
    expect(_def.inputs).toHaveLength(1)
    expect(_def.output).toBeDefined()
  })

  it.each(procedures)('%s is refused to whoever is not signed in', async (path) => {
    expect(await call(null, path)).toMatchObject({ code: 'unauthenticated' })
  })
})

describe('roles', () => {
  it.each([...BUILT_IN_ROLE_KEYS, null])(
    '%s may do exactly what the role permits, and each refusal is recorded',
    async (role) => {
      await mayExactly(await makeTestTenant(), role, role ? BUILT_IN_ROLES[role].permissions : [])
    },
  )

  it.each(['owner', 'operator', 'auditor'] as const)(
    '%s of the house may do exactly what the role permits',
    async (role) => {
      await mayExactly(await makeTestHouse(), role, HOUSE_ROLES[role].permissions)
    },
  )
})

async function mayExactly(tenant: TestTenant, role: string | null, permissions: readonly string[]): Promise<void> {
  await tenant.person({ role: 'owner' })
  const actor = await tenant.person(role ? { role } : {})
  const held = new Set<string>([...BASE_PERMISSIONS, ...permissions])
  const refused: string[] = []
  for (const [path, { _def }] of procedures) {
    const permission = _def.meta?.permission ?? ''
    const outcome = await call(actor, path)
    if (held.has(permission)) {
      expect(['not_found', 'invalid_input', 'no error'], `${path}: ${outcome.message}`).toContain(
        outcome.code ?? 'no error',
      )
    } else {
      expect(outcome, path).toMatchObject({ code: 'forbidden', permission })
      refused.push(permission)
    }
  }
  const recorded = (await tenant.events('access.deny')).filter((event) => event.actor.id === actor.id)
  expect(recorded.map((event) => event.metadata.permission)).toEqual(refused)
  for (const event of recorded)
    expect(event).toMatchObject({ actor: { type: 'user', id: actor.id }, outcome: { result: 'denied' } })
}

describe('tenants', () => {
  it.each(procedures)('%s reads and changes nothing of another tenant', async (path) => {
    const acme = await makeTestTenant()
    const globex = await makeTestTenant()
    const owner = await acme.person({ role: 'owner' })
    const things = await thingsOf(globex)
    const before = await snapshot(globex)
    const { value: _, ...missing } = await call(owner, path, newId())
    // A person never holds what a set-up link holds: what it may do and see is in setup-links.db.test.ts.
    if (takesAnId(path))
      expect(missing).toMatchObject({
        code: path.startsWith('setup.') || ofOperators(path) ? 'forbidden' : 'not_found',
      })
    for (const [kind, id] of Object.entries(things)) {
      const { value, ...foreign } = await call(owner, path, id)
      expect(foreign, kind).toEqual(missing)
      for (const theirs of [globex.id, ...Object.values(things)])
        expect(JSON.stringify(value ?? null)).not.toContain(theirs)
    }
    expect(await snapshot(globex)).toEqual(before)
  })
})

function takesAnId(path: string): boolean {
  return JSON.stringify(INPUTS[path]?.('the id') ?? null).includes('the id')
}

type Things = Record<
  | 'person'
  | 'session'
  | 'directory'
  | 'dryRun'
  | 'group'
  | 'mapping'
  | 'connection'
  | 'apiKey'
  | 'token'
  | 'trace'
  | 'test'
  | 'setupLink'
  | 'provisioning'
  | 'receipt'
  | 'webhook'
  | 'delivery',
  string
>

/** One of everything that has an id; about the same person and directory as before, where some are given. */
async function thingsOf(tenant: TestTenant, same?: Pick<Things, 'person' | 'directory' | 'dryRun'>): Promise<Things> {
  const name = `Theirs ${newId()}`
  const person = await tenant.person({ role: 'owner', ...(same ? { directoryId: same.directory } : {}) })
  const directory = same?.directory ?? (await tenant.directory())
  const dryRun = same?.dryRun ?? (await tenant.directory(undefined, 'dry-run'))
  await storedRows(
    `INSERT INTO dry_run_users (tenant_id, directory_id, id, user_name, display_name) VALUES ($1, $2, $3, $4, $4)`,
    [tenant.id, dryRun, newId(), name],
  )
  const members = same ? [same.person, person.id] : [person.id]
  const group = await tenant.group({ directoryId: directory, name, members })
  const mapping = await tenant.mapping(directory, name, 'viewer')
  const [connection, apiKey, token] = [newId(), newId(), newId()]
  await storedRows(
    `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id) VALUES ($1, $2, 'saml', $3, 'none', 'none')`,
    [tenant.id, connection, name],
  )
  await storedRows(
    `INSERT INTO api_keys (tenant_id, id, name, prefix, token_hash, permissions) VALUES ($1, $2, $3, 'ghk_', sha256($4), '{}')`,
    [tenant.id, apiKey, name, Buffer.from(apiKey)],
  )
  await storedRows(
    `INSERT INTO scim_tokens (tenant_id, id, directory_id, name, token_hash, prefix) VALUES ($1, $2, $3, $4, sha256($5), 'ghs_')`,
    [tenant.id, token, directory, name, Buffer.from(token)],
  )
  const [trace, test, setupLink] = [newId(), newId(), newId()]
  await storedRows(
    `INSERT INTO connection_tests (tenant_id, id, connection_id, ticket_hash, expires_at) VALUES ($1, $2, $3, sha256($4), now())`,
    [tenant.id, test, connection, Buffer.from(test)],
  )
  await storedRows(
    `INSERT INTO sign_in_traces (tenant_id, id, connection_id, connection_name, protocol, outcome, user_id, request_id, started_at)
     VALUES ($1, $2, $3, $4, 'saml', 'signed_in', $5, 'request', now())`,
    [tenant.id, trace, connection, name, person.id],
  )
  await storedRows(
    `INSERT INTO setup_links (tenant_id, id, label, token_hash, created_by, expires_at) VALUES ($1, $2, $3, sha256($4), $5, now() + interval '1 day')`,
    [tenant.id, setupLink, name, Buffer.from(setupLink), person.id],
  )
  const receipt = newId()
  await storedRows(
    `INSERT INTO leaver_receipts (tenant_id, id, user_id, person_name, cause, directory_id, request_id, requested_at, roles_lost, kept)
     VALUES ($1, $2, $3, $4, 'disable', $5, 'request', now(), '[]', '[]')`,
    [tenant.id, receipt, newId(), name, directory],
  )
  const provisioning = newId()
  await storedRows(
    `INSERT INTO provisioning_log (tenant_id, id, directory_id, token_id, token_prefix, at, duration_ms, request_id, method, path, kind,
       outcome, status, provider, user_ids, facts)
     VALUES ($1, $2, $3, $4, 'ghs_', now(), 1, 'request', 'GET', '/scim/v2/Users', 'user.list', 'read', 200, 'okta', ARRAY[$5::uuid],
       '{"subject":"user","target":null,"discovery":null,"deeds":[],"found":1,"sought":null,"dropped":null}')`,
    [tenant.id, provisioning, directory, token, person.id],
  )
  const [webhook, delivery] = [newId(), newId()]
  await storedRows(
    `INSERT INTO webhook_endpoints (tenant_id, id, url, description, event_types, kek_id, secret_wrapped)
     VALUES ($1, $2, 'https://hooks.example/theirs', '', '{user.deleted}', 'none', '')`,
    [tenant.id, webhook],
  )
  await storedRows(
    `WITH message AS (INSERT INTO webhook_messages (tenant_id, id, type, subject_id, sequence, payload, created_at)
       VALUES ($1, $2, 'user.deleted', $3, 1, '{}', now()))
     INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, message_id, subject_id, next_attempt_at, created_at)
     VALUES ($1, $2, $4, $2, $3, now(), now())`,
    [tenant.id, delivery, person.id, webhook],
  )
  const { id, sessionId: session } = person
  return {
    person: id,
    session,
    directory,
    dryRun,
    group,
    mapping,
    connection,
    apiKey,
    token,
    trace,
    test,
    setupLink,
    webhook,
    delivery,
    receipt,
    provisioning,
  }
}

/** Everything that is stored of a tenant, whatever tables there are. */
async function snapshot(tenant: TestTenant): Promise<unknown> {
  const tables = await storedRows<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  )
  expect(tables.length).toBeGreaterThan(15)
  const rows = [
    `SELECT 'tenants' AS name, row_to_json(t)::text AS row FROM tenants t WHERE id = $1`,
    ...tables.map(({ name }) => `SELECT '${name}', row_to_json(t)::text FROM ${name} t WHERE tenant_id = $1`),
  ]
  return storedRows(`${rows.join(' UNION ALL ')} ORDER BY 1, 2`, [tenant.id])
}

describe('lists', () => {
  const queries = procedures.filter(([path, { _def }]) => _def.type === 'query' && !path.startsWith('setup.'))

  it.each(queries)('%s asks the database as often for many rows as for few', async (path) => {
    const acme = await makeTestTenant()
    const reader = await (ofOperators(path) ? await makeTestHouse() : acme).person({ role: 'owner' })
    const first = await thingsOf(acme)
    const application = path === 'applications.get' ? await call(reader, 'applications.create') : null
    const about = {
      'applications.get': (application?.value as { id: string } | undefined)?.id,
      'operatorTenants.get': acme.id,
      'operatorSetupLinks.list': acme.id,
      ...thingOfDirectoryQuery(first),
      'dryRun.report': first.dryRun,
      'dryRun.people': first.dryRun,
      'members.get': first.person,
      'groups.get': first.group,
      'sso.get': first.connection,
      'sso.guardSettings': first.connection,
      'signInTraces.get': first.trace,
      'connectionTests.get': first.test,
      'webhooks.get': first.webhook,
      'webhooks.deliveries': first.webhook,
      'webhooks.delivery': first.delivery,
    }[path]
    await thingsOf(acme, first)
    await call(reader, 'tenant.update')
    const ask = async () => expect(await call(reader, path, about)).toHaveProperty('value')
    await ask()
    const few = await countQueries(ask)
    for (let index = 0; index < 6; index += 1) {
      const { person } = await thingsOf(acme, first)
      await storedRows('INSERT INTO group_members (tenant_id, group_id, user_id) VALUES ($1, $2, $3)', [
        acme.id,
        first.group,
        person,
      ])
      await acme.session(first.person)
      if (reader.tenantId === acme.id) await acme.session(reader.id)
      await call(reader, 'tenant.update')
    }
    expect(await countQueries(ask)).toBe(few)
  })

  it.each(queries.filter(([path]) => path.endsWith('.list') || path.endsWith('.listMine')))(
    '%s never gives more than 100 rows, whatever is asked for',
    async (path) => {
      const acme = ofOperators(path) ? await makeTestHouse() : await makeTestTenant()
      const reader = await acme.person({ role: 'owner' })
      const directoryId = await manyOfEverything(acme, reader)
      const { code, value } = await call(
        reader,
        path,
        path.startsWith('provisioningLog') || path.startsWith('webhooks') ? directoryId : (await makeTestTenant()).id,
      )
      expect(code).toBeUndefined()
      expect((value as { items: unknown[] }).items.length).toBeLessThanOrEqual(path === 'roles.list' ? 200 : 100)
      const [router, name] = path.split('.') as [string, string]
      await expect(callerFor(reader)[router]?.[name]?.({ limit: 101 })).rejects.toMatchObject({
        cause: { code: 'invalid_input' },
      })
    },
  )
})

/** 250 of everything that is listed; answers the directory that has them. */
async function manyOfEverything(tenant: TestTenant, reader: TestPerson): Promise<string> {
  // The house is filled more than once.
  const run = newId().slice(-6)
  const directoryId = await tenant.directory()
  const rows: [table: string, columns: string, values: string][] = [
    ['users', 'user_name, display_name', `'u${run}' || i, 'User ' || i`],
    ['directories', 'name, provider', `'d${run}' || i, 'okta'`],
    ['groups', 'directory_id, display_name', `'${directoryId}', 'g${run}' || i`],
    [
      'group_role_mappings',
      'directory_id, group_name, role_id',
      `'${directoryId}', 'g' || i, (SELECT id FROM roles WHERE tenant_id = $1 AND key = 'viewer')`,
    ],
    ['roles', 'key, name, description, built_in, permissions', `'r${run}' || i, 'R', '', false, '{}'`],
    [
      'sessions',
      'user_id, token_hash, expires_at',
      `'${reader.id}', sha256(($1 || 's${run}' || i)::bytea), now() + interval '1 hour'`,
    ],
    ['sso_connections', 'protocol, name, jackson_client_id, idp_entity_id', `'saml', 'c${run}' || i, 'none', 'none'`],
    [
      'api_keys',
      'name, prefix, token_hash, permissions',
      `'k${run}' || i, 'ghk_', sha256(($1 || 'k${run}' || i)::bytea), '{}'`,
    ],
    [
      'provisioning_log',
      'directory_id, at, duration_ms, request_id, method, path, kind, outcome, status, provider, facts',
      `'${directoryId}', now(), 1, 'r', 'GET', '/', 'other', 'refused', 404, 'other', '{"subject":null,"target":null,"discovery":null,"deeds":[],"found":null,"sought":null,"dropped":null}'`,
    ],
  ]
  for (const [table, columns, values] of rows) {
    await storedRows(
      `INSERT INTO ${table} (tenant_id, id, ${columns}) SELECT $1::uuid, gen_random_uuid(), ${values.replaceAll('$1', `'${tenant.id}'`)} FROM generate_series(1, 250) i`,
      [tenant.id],
    )
  }
  return directoryId
}

it('does not compile over a scope of another permission', async () => {
  const person = await (await makeTestTenant()).person()
  // @ts-expect-error a scope fits the operations of its own permission only
  const scope: TenantScope<'member:read'> = authorize(person, 'profile:read')
  expect(scope.permission).toBe('profile:read')
})

it('knows every permission that a person can hold', () => {
  const used = new Set(procedures.map(([, { _def }]) => _def.meta?.permission))
  const machines = [
    'tenant:create',
    'sign-in:perform',
    'sign-in-trace:open-shared',
    'setup-link:open',
    'provisioning-log:write',
    'scim:read',
    'scim:write',
    'audit:write',
    'notification:send',
    'session:touch',
    'outbox:dispatch',
    'webhook:deliver',
    'access:deny',
    'application:serve',
    // Asked where an export streams, outside tRPC.
    'provisioning-log:export',
  ]
  // Asked inside an operation, or of areas that have no procedure of their own yet.
  const inside = ['application:sign-in']
  expect(PERMISSIONS.filter((permission) => !used.has(permission)).sort()).toEqual([...machines, ...inside].sort())
})
