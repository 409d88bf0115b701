import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { authorize } from '#server/domains/access/index.ts'
import { endPools, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { interleaved } from './interleaved.ts'
import type { Measured } from './report.ts'
import { temporaryDatabase } from './temporary-database.ts'

const TENANTS = 20
const PEOPLE_A_TENANT = 1_000
const AIM = 0.6

const READ_ONE = `SELECT id, user_name, display_name, email, department, active, created_at
  FROM users WHERE tenant_id = $1 AND id = $2`

type Seeded = { tenantId: string; people: string[]; sessionId: string; apiKeyId: string }

/** One person by id: through `withTenant` under forced row-level security, against the same SQL as superuser without it. */
export async function measure(): Promise<Measured> {
  const database = await temporaryDatabase()
  const size = env().DATABASE_POOL_SIZE
  const raw = new pg.Pool({ connectionString: database.superuserUrl, max: size })
  const pipelined = new pg.Pool({ connectionString: database.superuserUrl, max: size, pipeline: true } as pg.PoolConfig)
  try {
    const tenants = await seed(raw)
    let next = 0
    const pick = () => {
      const tenant = tenants[next % tenants.length] as Seeded
      next += 1
      return { tenant, id: tenant.people[(next * 7919) % PEOPLE_A_TENANT] as string }
    }
    const reference = async () => {
      const { tenant, id } = pick()
      expectOne((await raw.query({ name: 'read-one', text: READ_ONE, values: [tenant.tenantId, id] })).rows)
    }
    // Who is signed in may do what the roles say, so reading those is part of the work, on both sides in one flush.
    const referenceWithRoles = async () => {
      const { tenant, id } = pick()
      const { grants } = authorize(asUser(tenant), 'member:read')
      if (grants.kind !== 'query') throw new Error('a user has grants in rows')
      const client = await pipelined.connect()
      const [, { rows }] = await Promise.all([
        client.query({ name: grants.name, text: grants.text, values: [...grants.values] }),
        client.query({ name: 'read-one', text: READ_ONE, values: [tenant.tenantId, id] }),
      ])
      client.release()
      expectOne(rows)
    }
    const through = (principal: (tenant: Seeded) => Principal) => async () => {
      const { tenant, id } = pick()
      const scope = authorize(principal(tenant), 'member:read')
      expectOne(await withTenant(scope, (tx) => tx.prepared('read-one', READ_ONE, [tenant.tenantId, id])))
    }
    const common = { reference, aim: AIM, concurrency: size }
    const results = [
      await interleaved({ ...common, work: 'one row by id, as an API key', ours: through(asApiKey) }),
      await interleaved({ ...common, work: 'one row by id, as a system task', ours: through(asSystem) }),
      await interleaved({
        ...common,
        work: "one row by id and the reader's roles, as a signed-in user",
        ours: through(asUser),
        reference: referenceWithRoles,
      }),
    ]
    return { results, postgres: database.version }
  } finally {
    await Promise.all([raw.end(), pipelined.end(), endPools()])
    await database.stop()
  }
}

const request: RequestContext = { source: 'cli', requestId: 'bench' }

function asApiKey({ tenantId, apiKeyId }: Seeded): Principal {
  return { type: 'api-key', tenantId, id: apiKeyId, name: 'bench', request }
}

function asUser({ tenantId, sessionId, people }: Seeded): Principal {
  return { type: 'user', tenantId, id: people[0] as string, sessionId, name: 'Bench', email: null, request }
}

function asSystem({ tenantId }: Seeded): Principal {
  return { type: 'system', tenantId, task: 'notify', request }
}

function expectOne(rows: unknown[]): void {
  if (rows.length !== 1) throw new Error(`the read found ${rows.length} rows and not one`)
}

async function seed(pool: pg.Pool): Promise<Seeded[]> {
  const seeded: Seeded[] = []
  for (let index = 0; index < TENANTS; index += 1) {
    const tenant: Seeded = {
      tenantId: newId(),
      people: Array.from({ length: PEOPLE_A_TENANT }, () => newId()),
      sessionId: newId(),
      apiKeyId: newId(),
    }
    const { tenantId, people } = tenant
    const roleId = newId()
    const hash = () => createHash('sha256').update(randomBytes(32)).digest()
    await pool.query('INSERT INTO tenants (id, slug, name, log_origin) VALUES ($1, $2, $2, $2)', [
      tenantId,
      `tenant-${index}`,
    ])
    await pool.query(
      `INSERT INTO users (tenant_id, id, user_name, display_name, email, department)
       SELECT $1, id, id::text || '@example.com', 'Person ' || id, id::text || '@example.com', 'Engineering' FROM unnest($2::uuid[]) AS id`,
      [tenantId, people],
    )
    await pool.query(
      `INSERT INTO roles (tenant_id, id, key, name, description, built_in, permissions)
       VALUES ($1, $2, 'viewer', 'Viewer', '', true, '{tenant:read,member:read,group:read,role:read}')`,
      [tenantId, roleId],
    )
    await pool.query('INSERT INTO role_assignments (tenant_id, id, user_id, role_id) VALUES ($1, $2, $3, $4)', [
      tenantId,
      newId(),
      people[0],
      roleId,
    ])
    await pool.query(
      `INSERT INTO sessions (tenant_id, id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 day')`,
      [tenantId, tenant.sessionId, people[0], hash()],
    )
    await pool.query(
      `INSERT INTO api_keys (tenant_id, id, name, prefix, token_hash, permissions) VALUES ($1, $2, 'bench', 'ghk_', $3, '{member:read}')`,
      [tenantId, tenant.apiKeyId, hash()],
    )
    seeded.push(tenant)
  }
  await pool.query('ANALYZE')
  return seeded
}
