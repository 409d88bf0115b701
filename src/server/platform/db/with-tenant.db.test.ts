import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Permission } from '#contracts/permissions.ts'
import { testDatabase } from '#testing/test-database.ts'
import { newId } from '../new-id.ts'
import { findCredential } from './find-credential.ts'
import type { TenantScope, TenantTx } from './index.ts'
import { mintScope } from './mint-scope.ts'
import { endPools, pool } from './pools.ts'
import { withSystem } from './with-system.ts'
import { withTenant } from './with-tenant.ts'

const acme = newId()
const globex = newId()
const ada = newId()
const priya = newId()
const denials: string[] = []
let superuser: pg.Client

/** A scope that holds exactly `held`, without the access domain's tables. */
function scope<P extends Permission>(
  tenantId: string,
  permission: P,
  held: Permission[] | null = [permission],
): TenantScope<P> {
  return mintScope<P>({
    tenantId,
    principal: { type: 'system', tenantId, task: 'seed', request: { source: 'cli', requestId: 'test' } },
    permission,
    resource: null,
    grants: { kind: 'query', name: 'test-grants', text: 'SELECT 1', values: [], read: () => held && new Set(held) },
    recordDenial: async (missing) => {
      denials.push(missing)
    },
  })
}

function insertUser(tx: TenantTx, tenantId: string, id: string, name: string): Promise<unknown> {
  return tx.query('INSERT INTO users (tenant_id, id, user_name, display_name) VALUES ($1, $2, $3, $3)', [
    tenantId,
    id,
    name,
  ])
}

const names = (tx: TenantTx) =>
  tx.query<{ n: string }>('SELECT user_name AS n FROM users ORDER BY 1').then((rows) => rows.map((r) => r.n))

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await superuser.connect()
  for (const [tenantId, userId, name] of [
    [acme, ada, 'ada'],
    [globex, priya, 'priya'],
  ] as const) {
    await withTenant(scope(tenantId, 'tenant:create'), async (tx) => {
      await tx.db.tenant.create({ data: { id: tenantId, slug: name, name, logOrigin: `test/${name}` } })
      await insertUser(tx, tenantId, userId, name)
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
  }
})
afterAll(async () => {
  await endPools()
  await superuser.end()
})

describe('tenant scope', () => {
  test("SQL and Prisma see the scope's tenant and no other", async () => {
    await withTenant(scope(acme, 'member:read'), async (tx) => {
      expect(await names(tx)).toEqual(['ada'])
      expect((await tx.db.user.findMany()).map((user) => user.id)).toEqual([ada])
      expect(await tx.db.user.findFirst({ where: { tenantId: globex } })).toBeNull()
    })
  })

  test('a row of another tenant cannot be written, changed or removed; one of its own can', async () => {
    await expect(
      withTenant(scope(acme, 'member:update'), (tx) => insertUser(tx, globex, newId(), 'intruder')),
    ).rejects.toMatchObject({ code: '42501' })
    await withTenant(scope(acme, 'member:update'), async (tx) => {
      expect(await tx.query('UPDATE users SET title = $1 WHERE id = $2 RETURNING id', ['x', priya])).toEqual([])
      expect(await tx.query('DELETE FROM users WHERE id = $1 RETURNING id', [priya])).toEqual([])
      expect(await tx.query('UPDATE users SET title = $1 WHERE id = $2 RETURNING id', ['x', ada])).toHaveLength(1)
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
    const { rows } = await superuser.query('SELECT user_name, title FROM users ORDER BY 1')
    expect(rows).toEqual([
      { user_name: 'ada', title: 'x' },
      { user_name: 'priya', title: null },
    ])
  })

  test('a key cannot point across tenants, nor tell that a foreign id exists', async () => {
    const violation = async (userId: string) =>
      withTenant(scope(acme, 'member:update'), (tx) =>
        tx.query('INSERT INTO role_assignments (tenant_id, id, user_id, role_id) VALUES ($1, $2, $3, $4)', [
          acme,
          newId(),
          userId,
          newId(),
        ]),
      ).catch((error: { code: string; constraint: string }) => [error.code, error.constraint])
    expect(await violation(priya)).toEqual(await violation(newId()))
  })

  test('a connection that comes straight from a reader of one tenant knows nothing of it in the next', async () => {
    for (let round = 0; round < 20; round += 1) {
      await withTenant(scope(acme, 'member:read'), names)
      await expect(
        withTenant(scope(globex, 'member:read'), async () => {
          throw new Error('before its first query')
        }),
      ).rejects.toThrow('before its first query')
      expect(await withTenant(scope(globex, 'member:read'), names)).toEqual(['priya'])
    }
  })

  test('a pooled connection carries no tenant into its next use', async () => {
    await Promise.all(Array.from({ length: 20 }, () => withTenant(scope(acme, 'member:read'), names)))
    const client = await pool('app').connect()
    try {
      const { rows } = await client.query(`SELECT current_setting('app.tenant_id', true) AS tenant`)
      expect(rows[0].tenant === '' || rows[0].tenant === null).toBe(true)
      await expect(client.query('SELECT * FROM users')).rejects.toMatchObject({ code: '22P02' })
    } finally {
      client.release()
    }
  })

  test('fifty transactions of two tenants at once never mix, in SQL or in Prisma', async () => {
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const tenantId = i % 2 ? acme : globex
        return withTenant(scope(tenantId, 'member:read'), async (tx) => [
          await names(tx),
          (await tx.db.user.findUnique({ where: { tenantId_id: { tenantId, id: i % 2 ? ada : priya } } }))?.userName,
        ])
      }),
    )
    seen.forEach((result, i) => {
      expect(result).toEqual(i % 2 ? [['ada'], 'ada'] : [['priya'], 'priya'])
    })
  })

  test('a transaction inside a transaction is refused, and so is a query after its end', async () => {
    await expect(
      withTenant(scope(acme, 'member:read'), () => withTenant(scope(globex, 'member:read'), names)),
    ).rejects.toMatchObject({ detail: 'withTenant inside withTenant' })
    let leaked: TenantTx | undefined
    await withTenant(scope(acme, 'member:read'), async (tx) => {
      leaked = tx
    })
    await expect(leaked?.query('SELECT 1')).rejects.toMatchObject({ detail: 'query after the end of its transaction' })
    await expect(leaked?.db.user.findMany()).rejects.toThrow()
  })

  test('a tenant id that is not a UUID opens nothing', async () => {
    await expect(withTenant(scope("' OR true --", 'member:read'), names)).rejects.toMatchObject({ code: 'internal' })
  })
})

describe('the grant', () => {
  test('without the permission nothing is returned or kept, and the denial is recorded; with it the work is done', async () => {
    denials.length = 0
    let result: unknown = 'nothing'
    const attempt = withTenant(scope(acme, 'member:update', ['member:read']), async (tx) => {
      result = await insertUser(tx, acme, newId(), 'unwanted')
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden', permission: 'member:update' })
    expect(result).toBe('nothing')
    expect(denials).toEqual(['member:update'])
    expect(await withTenant(scope(acme, 'member:read'), names)).toEqual(['ada'])
  })

  test('work that asks nothing of the database is still refused without the permission', async () => {
    await expect(withTenant(scope(acme, 'member:read', []), async () => 'secret')).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(withTenant(scope(acme, 'member:read'), async () => 'fine')).resolves.toBe('fine')
  })

  test('a credential that is no longer good is unauthenticated', async () => {
    await expect(withTenant(scope(acme, 'member:read', null), names)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('reading and writing', () => {
  test('a reading permission cannot write, through SQL or Prisma', async () => {
    await expect(
      withTenant(scope(acme, 'member:read'), (tx) => insertUser(tx, acme, newId(), 'x')),
    ).rejects.toMatchObject({ code: '25006' })
    await expect(withTenant(scope(acme, 'member:read'), (tx) => tx.db.user.deleteMany())).rejects.toThrow(/read-only/)
  })

  test('a change without an audit event is rolled back; one that says why is kept', async () => {
    const id = newId()
    await expect(
      withTenant(scope(acme, 'member:update'), (tx) => insertUser(tx, acme, id, 'silent')),
    ).rejects.toMatchObject({ code: 'internal' })
    expect(await withTenant(scope(acme, 'member:read'), names)).toEqual(['ada'])
    await withTenant(scope(acme, 'member:update'), async (tx) => {
      await insertUser(tx, acme, id, 'said')
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
    expect(await withTenant(scope(acme, 'member:read'), names)).toEqual(['ada', 'said'])
  })

  test('work that says it changed nothing is held to that', async () => {
    await withTenant(scope(acme, 'member:update'), async (tx) => {
      await insertUser(tx, acme, newId(), 'denied')
      tx.unchanged('a test')
    })
    expect(await withTenant(scope(acme, 'member:read'), names)).not.toContain('denied')
  })

  test('upkeep without an event is for Gatehouse itself and not for a person', async () => {
    const person = { ...scope(acme, 'member:update') }
    const principal = { type: 'user', tenantId: acme, id: ada, sessionId: newId(), name: 'Ada', email: null } as const
    const byPerson = mintScope({ ...person, principal: { ...principal, request: person.principal.request } })
    const attempt = withTenant(byPerson, async (tx) => {
      await insertUser(tx, acme, newId(), 'quiet')
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
    await expect(attempt).rejects.toMatchObject({ code: 'internal' })
    expect(await withTenant(scope(acme, 'member:read'), names)).not.toContain('quiet')
  })

  test('an error in Prisma or SQL rolls everything back, even where the work swallows it', async () => {
    const swallowed = withTenant(scope(acme, 'member:update'), async (tx) => {
      await insertUser(tx, acme, newId(), 'half')
      await tx.query('SELECT 1/0').catch(() => {})
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
    await expect(swallowed).rejects.toMatchObject({ code: 'internal' })
    expect(await withTenant(scope(acme, 'member:read'), names)).not.toContain('half')
  })
})

test('two changes that lock each other end with one told to try again, and the other kept', async () => {
  const [first, second] = [newId(), newId()]
  await withTenant(scope(acme, 'member:update'), async (tx) => {
    await insertUser(tx, acme, first, 'first')
    await insertUser(tx, acme, second, 'second')
    tx.housekeeping('rows that the demo seed or a test lays down')
  })
  const waiting: (() => void)[] = []
  const bothHold = new Promise<void>((resolve) => {
    waiting.push(resolve)
  })
  let holding = 0
  const lock = (a: string, b: string) =>
    withTenant(scope(acme, 'member:update'), async (tx) => {
      await tx.query(`UPDATE users SET title = 'held' WHERE id = $1`, [a])
      holding += 1
      if (holding === 2) waiting[0]?.()
      await bothHold
      await tx.query(`UPDATE users SET title = 'held' WHERE id = $1`, [b])
      tx.housekeeping('rows that the demo seed or a test lays down')
    })
  const results = await Promise.allSettled([lock(first, second), lock(second, first)])
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refused).toMatchObject([{ code: 'unavailable', retryAfter: 1 }])
})

describe('the other roles', () => {
  test('the door finds a session by its hash and lists none', async () => {
    const hash = Buffer.alloc(32, 9)
    await superuser.query(
      `INSERT INTO sessions (tenant_id, id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
      [acme, newId(), ada, hash],
    )
    expect(await findCredential('session', hash)).toMatchObject({ tenantId: acme, userId: ada })
    expect(await findCredential('session', Buffer.alloc(32, 8))).toBeNull()
    const door = await pool('door').connect()
    try {
      expect((await door.query('SELECT tenant_id FROM sessions')).rows).toEqual([])
      await expect(door.query('SELECT ip FROM sessions')).rejects.toMatchObject({ code: '42501' })
      await expect(door.query('SELECT id FROM users')).rejects.toMatchObject({ code: '42501' })
    } finally {
      door.release(true)
    }
  })

  test("the system role reads the tenant directory and nobody's people", async () => {
    const task = 'list tenants, to run scheduled work in each'
    expect(await withSystem(task, (tx) => tx.query('SELECT id FROM tenants'))).toHaveLength(2)
    await expect(withSystem(task, (tx) => tx.query('SELECT id FROM users'))).rejects.toMatchObject({ code: '42501' })
    await expect(withSystem(task, (tx) => tx.query('SELECT payload FROM outbox'))).rejects.toMatchObject({
      code: '42501',
    })
  })
})
