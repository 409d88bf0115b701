import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import type { Permission } from '#contracts/permissions.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createTenant, ensureHouse } from '#server/domains/tenancy/index.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { testDatabase } from './test-database.ts'

export type TestPerson = Extract<Principal, { type: 'user' }>
export type StoredEvent = {
  seq: number
  action: string
  actor: { type: string; id?: string }
  targets: { type: string; id: string }[]
  outcome: { result: string; reason?: string }
  metadata: Record<string, unknown>
}

/** SQL as the superuser, to whom no policy applies: what a test states about stored rows is read here. */
export async function storedRows<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
  const pool = perProcess('test-superuser-pool', () => {
    const made = new pg.Pool({ connectionString: testDatabase().urls.superuser, max: 2 })
    // The run's Postgres may stop first.
    made.on('error', () => {})
    return made
  })
  return (await pool.query<R>(sql, values)).rows
}

export function testRequest(source: RequestContext['source'] = 'console'): RequestContext {
  return { source, requestId: newId() }
}

/** A tenant made as an operator makes it, and people put into it. Many fit into one database. */
export class TestTenant {
  readonly id: string
  readonly slug: string

  constructor(id: string, slug: string) {
    this.id = id
    this.slug = slug
  }

  /** A person with an open session and, where one is named, a directly held role. */
  async person(
    input: { name?: string; role?: string; active?: boolean; directoryId?: string } = {},
  ): Promise<TestPerson> {
    const id = newId()
    const name = input.name ?? `Person ${id.slice(-6)}`
    const email = `${id.slice(-12)}@${this.slug}.test`
    await storedRows(
      `INSERT INTO users (tenant_id, id, directory_id, user_name, display_name, email, active) VALUES ($1, $2, $3, $4, $5, $4, $6)`,
      [this.id, id, input.directoryId ?? null, email, name, input.active ?? true],
    )
    if (input.role) await this.give(id, input.role)
    return {
      type: 'user',
      tenantId: this.id,
      id,
      sessionId: await this.session(id),
      name,
      email,
      request: testRequest(),
    }
  }

  async give(userId: string, roleKey: string): Promise<void> {
    await storedRows(
      `INSERT INTO role_assignments (tenant_id, id, user_id, role_id)
       SELECT $1, $2, $3, id FROM roles WHERE tenant_id = $1 AND key = $4`,
      [this.id, newId(), userId, roleKey],
    )
  }

  /** An open session; answers its id. */
  async session(userId: string): Promise<string> {
    const id = newId()
    await storedRows(
      `INSERT INTO sessions (tenant_id, id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
      [this.id, id, userId, randomBytes(32)],
    )
    return id
  }

  async directory(name = `Directory ${newId().slice(-6)}`, mode: 'live' | 'dry-run' = 'live'): Promise<string> {
    const id = newId()
    await storedRows(`INSERT INTO directories (tenant_id, id, name, provider, mode) VALUES ($1, $2, $3, 'okta', $4)`, [
      this.id,
      id,
      name,
      mode,
    ])
    return id
  }

  /** A group of a directory with its members and, where one is named, the role that it gives. */
  async group(input: { directoryId: string; name: string; members?: string[]; role?: string }): Promise<string> {
    const id = newId()
    await storedRows('INSERT INTO groups (tenant_id, id, directory_id, display_name) VALUES ($1, $2, $3, $4)', [
      this.id,
      id,
      input.directoryId,
      input.name,
    ])
    await storedRows('INSERT INTO group_members (tenant_id, group_id, user_id) SELECT $1, $2, unnest($3::uuid[])', [
      this.id,
      id,
      input.members ?? [],
    ])
    if (input.role) await this.mapping(input.directoryId, input.name, input.role)
    return id
  }

  async mapping(directoryId: string, groupName: string, roleKey: string): Promise<string> {
    const id = newId()
    await storedRows(
      `INSERT INTO group_role_mappings (tenant_id, id, directory_id, group_name, role_id)
       SELECT $1, $2, $3, $4, id FROM roles WHERE tenant_id = $1 AND key = $5`,
      [this.id, id, directoryId, groupName, roleKey],
    )
    return id
  }

  /** The whole log as it is stored, the oldest first. */
  async events(action?: string): Promise<StoredEvent[]> {
    const rows = await storedRows<{ seq: number; event: Omit<StoredEvent, 'seq'> }>(
      'SELECT seq::int AS seq, canonical::jsonb AS event FROM audit_events WHERE tenant_id = $1 ORDER BY seq',
      [this.id],
    )
    return rows.map((row) => ({ ...row.event, seq: row.seq })).filter((event) => !action || event.action === action)
  }
}

let made = 0

export async function makeTestTenant(): Promise<TestTenant> {
  made += 1
  const tenantId = newId()
  const slug = `tenant-${made}-${tenantId.slice(-6)}`
  await createTenant(systemScope(tenantId, 'provision-tenant', 'tenant:create'), { slug, name: `Tenant ${made}` })
  return new TestTenant(tenantId, slug)
}

/** The house tenant, whose people are operators; a database has one. */
export async function makeTestHouse(): Promise<TestTenant> {
  const { id } = await ensureHouse((tenantId) => systemScope(tenantId, 'provision-tenant', 'tenant:create'))
  return new TestTenant(id, HOUSE_SLUG)
}

export function systemScope<P extends Permission>(
  tenantId: string,
  task: Extract<Principal, { type: 'system' }>['task'],
  permission: P,
): TenantScope<P> {
  return authorize({ type: 'system', tenantId, task, request: testRequest('cli') }, permission)
}
