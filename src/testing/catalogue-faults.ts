import type pg from 'pg'

/** What is not held to the rules of a tenant table, by name and with the reason. */
const EXCEPTIONS: Record<string, string> = {
  tenants: 'the tenant directory: its own id is the tenant, and gatehouse_system may read it',
  _prisma_migrations: 'the history of migrations, which no login role but the owner may read',
  attempt_counts: 'how often a door was tried, by keyed hash, before any tenant is known; gatehouse_system alone',
}
const SCHEMA_EXCEPTIONS: Record<string, string> = {
  jackson: "the sign-in library's own schema, reached by gatehouse_sso alone (ADR 0008)",
  pgboss: 'the job queue: ids of tenants and outbox rows, no tenant data (ADR 0009)',
}
/** Unique indexes that are not led by the tenant: a credential is found before its tenant is known. */
const DOOR_INDEXES = new Set([
  'sessions_token_hash_key',
  'sessions_pending_token_hash_key',
  'sessions_previous_token_hash_key',
  'scim_tokens_token_hash_key',
  'api_keys_token_hash_key',
  'sign_in_requests_state_hash_key',
  'sign_in_requests_code_hash_key',
  // An e-mail domain leads to one tenant; only who has just proven control of it in DNS meets this index.
  'verified_domains_one_holder_key',
  'trace_links_token_hash_key',
  'setup_links_token_hash_key',
  'setup_links_browser_hash_key',
  'oauth_grants_code_hash_key',
  'oauth_refresh_tokens_token_hash_key',
])

const TENANT = `(tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))`
const CREDENTIAL = `( SELECT decode(current_setting('app.credential'::text), 'hex'::text) AS decode)`

/** Policies beside `tenant_isolation`, exactly: table/policy → role, command, USING. */
const OTHER_POLICIES: Record<string, string> = {
  'tenants/tenant_isolation': `gatehouse_app ALL (id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))`,
  'tenants/system_tenant_directory': 'gatehouse_system SELECT true',
  'users/system_tenant_summary': 'gatehouse_system SELECT true',
  'sso_connections/system_tenant_summary': 'gatehouse_system SELECT true',
  'sso_policies/system_tenant_summary': 'gatehouse_system SELECT true',
  'attempt_counts/system_counts': 'gatehouse_system ALL true',
  'outbox/system_outbox_read': 'gatehouse_system SELECT (dispatched_at IS NULL)',
  'verified_domains/system_domain_holder': 'gatehouse_system SELECT (verified_at IS NOT NULL)',
  'sessions/door_lookup': `gatehouse_door SELECT ((token_hash = ${CREDENTIAL}) OR (pending_token_hash = ${CREDENTIAL}) OR (previous_token_hash = ${CREDENTIAL}))`,
  'scim_tokens/door_lookup': `gatehouse_door SELECT (token_hash = ${CREDENTIAL})`,
  'leaver_access/door_lookup': `gatehouse_door SELECT ((token_hash = ${CREDENTIAL}) OR (next_token_hash = ${CREDENTIAL}))`,
  'api_keys/door_lookup': `gatehouse_door SELECT (token_hash = ${CREDENTIAL})`,
  'sign_in_requests/door_lookup': `gatehouse_door SELECT ((state_hash = ${CREDENTIAL}) OR (code_hash = ${CREDENTIAL}))`,
  'oauth_grants/door_lookup': `gatehouse_door SELECT (code_hash = ${CREDENTIAL})`,
  'oauth_refresh_tokens/door_lookup': `gatehouse_door SELECT (token_hash = ${CREDENTIAL})`,
  'trace_links/door_lookup': `gatehouse_door SELECT (token_hash = ${CREDENTIAL})`,
  'setup_links/door_lookup': `gatehouse_door SELECT ((token_hash = ${CREDENTIAL}) OR (browser_hash = ${CREDENTIAL}))`,
}

const LOGIN_ROLES = ['gatehouse_app', 'gatehouse_system', 'gatehouse_door', 'gatehouse_sso']

type Ask = <R extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<R[]>

/** Every way in which the database as it stands falls short of the tenancy rules, one sentence each. */
export async function catalogueFaults(client: pg.Client): Promise<string[]> {
  const ask: Ask = async (sql, values = []) => (await client.query(sql, values)).rows
  const parts = []
  for (const check of [schemas, tables, policies, foreignKeys, uniqueIndexes, roles, functions, views, grants]) {
    parts.push(await check(ask))
  }
  return parts.flat()
}

async function schemas(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`,
  )
  return rows
    .filter(({ name }) => !(name in SCHEMA_EXCEPTIONS))
    .map(({ name }) => `schema ${name} is not a known exception`)
}

async function tables(ask: Ask): Promise<string[]> {
  const rows = await ask<{
    name: string
    enabled: boolean
    forced: boolean
    column: string | null
    key: string | null
  }>(
    `SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       (SELECT format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS column,
       (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = c.oid AND i.indisprimary) AS key
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
  )
  return rows.flatMap((table) => {
    const faults: string[] = []
    if (table.name === '_prisma_migrations') return faults
    if (!table.enabled || !table.forced) faults.push(`${table.name}: row-level security is not enabled and forced`)
    if (table.name in EXCEPTIONS) return faults
    if (table.column !== 'uuid not null') faults.push(`${table.name}: tenant_id is not "uuid not null"`)
    if (table.key !== 'tenant_id') faults.push(`${table.name}: the primary key is not led by tenant_id`)
    return faults
  })
}

async function policies(ask: Ask): Promise<string[]> {
  const rows = await ask<{
    table: string
    name: string
    permissive: string
    rolenames: string
    cmd: string
    using: string
    check: string | null
  }>(
    `SELECT tablename AS table, policyname AS name, permissive, array_to_string(roles, ',') AS rolenames, cmd, qual AS using, with_check AS check
     FROM pg_policies WHERE schemaname = 'public'`,
  )
  const faults: string[] = []
  const isolated = new Set<string>()
  const seen = new Set<string>()
  for (const policy of rows) {
    const path = `${policy.table}/${policy.name}`
    const form = `${policy.rolenames} ${policy.cmd} ${policy.using}`
    if (path in OTHER_POLICIES) {
      seen.add(path)
      if (form !== OTHER_POLICIES[path]) faults.push(`${path} is not as listed: ${form}`)
      if (policy.cmd === 'ALL' && policy.check !== policy.using) faults.push(`${path}: WITH CHECK differs from USING`)
    } else if (policy.name !== 'tenant_isolation') {
      faults.push(`${path} is not a known policy`)
    } else if (
      policy.permissive !== 'PERMISSIVE' ||
      form !== `gatehouse_app ALL ${TENANT}` ||
      policy.check !== TENANT
    ) {
      faults.push(`${path} does not hold gatehouse_app to one tenant in USING and WITH CHECK`)
    } else isolated.add(policy.table)
  }
  for (const path of Object.keys(OTHER_POLICIES)) if (!seen.has(path)) faults.push(`${path} is missing`)
  const all = await ask<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  )
  for (const { name } of all) {
    if (!(name in EXCEPTIONS) && !isolated.has(name)) faults.push(`${name} has no policy tenant_isolation`)
  }
  return faults
}

async function foreignKeys(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string; table: string; target: string; own: string[]; theirs: string[] }>(
    `SELECT k.conname AS name, k.conrelid::regclass::text AS table, k.confrelid::regclass::text AS target,
       (SELECT array_agg(a.attname::text ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n) AS own,
       (SELECT array_agg(a.attname::text ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n) AS theirs
     FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace`,
  )
  return rows
    .filter(({ own, theirs, target }) =>
      target === 'tenants'
        ? own.join() !== 'tenant_id' || theirs.join() !== 'id'
        : own[0] !== 'tenant_id' || theirs[0] !== 'tenant_id' || own.length < 2,
    )
    .map(({ table, name }) => `${table}: foreign key ${name} is not composite with tenant_id`)
}

async function uniqueIndexes(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string; table: string; first: string | null }>(
    `SELECT i.indexrelid::regclass::text AS name, c.relname AS table,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0]) AS first
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique`,
  )
  return rows
    .filter(({ table, name, first }) => !(table in EXCEPTIONS) && !DOOR_INDEXES.has(name) && first !== 'tenant_id')
    .map(({ name }) => `unique index ${name} is not led by tenant_id`)
}

async function roles(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string; fault: string }>(
    `SELECT r.rolname AS name, f.fault FROM pg_roles r CROSS JOIN LATERAL (
       SELECT 'is superuser' AS fault WHERE r.rolsuper
       UNION ALL SELECT 'may bypass row-level security' WHERE r.rolbypassrls
       UNION ALL SELECT 'may create roles' WHERE r.rolcreaterole
       UNION ALL SELECT 'may create databases' WHERE r.rolcreatedb
       UNION ALL SELECT 'may replicate' WHERE r.rolreplication
       UNION ALL SELECT 'owns ' || relname FROM pg_class WHERE relowner = r.oid
       UNION ALL SELECT 'owns ' || proname FROM pg_proc WHERE proowner = r.oid
       UNION ALL SELECT 'owns schema ' || nspname FROM pg_namespace WHERE nspowner = r.oid
       UNION ALL SELECT 'owns database ' || datname FROM pg_database WHERE datdba = r.oid
       UNION ALL SELECT 'is a member of ' || roleid::regrole FROM pg_auth_members WHERE member = r.oid
       UNION ALL SELECT 'has the member ' || member::regrole FROM pg_auth_members WHERE roleid = r.oid
     ) f WHERE r.rolname = ANY($1)`,
    [LOGIN_ROLES],
  )
  return rows.map(({ name, fault }) => `${name} ${fault}`)
}

async function functions(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
     WHERE p.prosecdef AND p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
       AND NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')`,
  )
  return rows.map(({ name }) => `SECURITY DEFINER function ${name} has no fixed search_path`)
}

async function views(ask: Ask): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
     AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)`,
  )
  return rows.map(({ name }) => `view ${name} does not apply its reader's row-level security`)
}

async function grants(ask: Ask): Promise<string[]> {
  const rows = await ask<{ table: string; grantee: string; right: string }>(
    `SELECT c.relname AS table, coalesce(r.rolname, 'PUBLIC') AS grantee, a.privilege_type AS right
     FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.grantee <> c.relowner`,
  )
  const allowed = new Map([
    ['gatehouse_app', new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE'])],
    ['gatehouse_system', new Set(['SELECT'])],
    ['gatehouse_door', new Set<string>()],
  ])
  const appendOnly = new Set(['UPDATE', 'DELETE'])
  return rows
    .filter(
      ({ table, grantee, right }) =>
        !(allowed.get(grantee)?.has(right) || (table === 'attempt_counts' && grantee === 'gatehouse_system')) ||
        (table === 'attempt_counts' && grantee !== 'gatehouse_system') ||
        /^audit_events_\d/.test(table) ||
        table === '_prisma_migrations' ||
        (table === 'audit_events' && appendOnly.has(right)) ||
        (table === 'audit_heads' && right === 'DELETE'),
    )
    .map(({ table, grantee, right }) => `${grantee} may ${right} ${table}`)
}
