import { AsyncResource } from 'node:async_hooks'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Permission } from '#contracts/permissions.ts'
import { testDatabase } from '#testing/test-database.ts'
import { newId } from '../new-id.ts'
import type { TenantScope, TenantTx } from './index.ts'
import { mintScope } from './mint-scope.ts'
import { endPools, pool } from './pools.ts'
import { rehearse } from './rehearse.ts'
import { withSystem } from './with-system.ts'
import { withTenant } from './with-tenant.ts'

const [acme, globex, ada] = [newId(), newId(), newId()]
let superuser: pg.Client

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
    recordDenial: async () => {},
  })
}
const rehearsing = () => scope(acme, 'directory:rehearse')
const changing = () => scope(acme, 'member:update')
const reading = () => scope(acme, 'member:read')

const names = (tx: TenantTx) =>
  tx.query<{ n: string }>('SELECT user_name AS n FROM users ORDER BY 1').then((rows) => rows.map((row) => row.n))

async function add(tx: TenantTx, name: string, id = newId()): Promise<void> {
  await tx.query('INSERT INTO users (tenant_id, id, user_name, display_name) VALUES ($1, $2, $3, $3)', [
    tx.tenantId,
    id,
    name,
  ])
  tx.housekeeping('rows that the demo seed or a test lays down')
}

/** A hash of everything that is stored, whatever tables there are. */
async function everything(): Promise<string> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  )
  const parts = tables.map(({ name }) => `SELECT '${name} ' || t::text AS row FROM ${name} t`)
  const { rows } = await superuser.query<{ hash: string }>(
    `SELECT md5(string_agg(row, E'\\n' ORDER BY row)) AS hash FROM (${parts.join(' UNION ALL ')}) everything`,
  )
  return rows[0]?.hash ?? ''
}

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await superuser.connect()
  for (const [tenantId, name] of [
    [acme, 'acme'],
    [globex, 'globex'],
  ] as const) {
    await withTenant(scope(tenantId, 'tenant:create'), async (tx) => {
      await tx.db.tenant.create({ data: { id: tenantId, slug: name, name, logOrigin: `test/${name}` } })
      await add(tx, name === 'acme' ? 'ada' : 'priya', name === 'acme' ? ada : newId())
    })
  }
})
afterAll(async () => {
  await endPools()
  await superuser.end()
})

describe('what is rehearsed', () => {
  test('is seen by what comes after it in the rehearsal, through SQL and Prisma, and is gone at its end', async () => {
    const before = await everything()
    const seen = await rehearse(rehearsing(), async () => {
      await withTenant(changing(), (tx) => add(tx, 'bert'))
      await withTenant(changing(), async (tx) => {
        await tx.db.user.deleteMany({ where: { userName: 'ada' } })
        tx.housekeeping('rows that the demo seed or a test lays down')
      })
      return withTenant(reading(), async (tx) => [
        await names(tx),
        (await tx.db.user.findMany()).map(({ userName }) => userName),
      ])
    })
    expect(seen).toEqual([['bert'], ['bert']])
    expect(await everything()).toBe(before)
  })

  test('is gone as well where the work fails, and where its connection breaks in the middle', async () => {
    const before = await everything()
    const failing = rehearse(rehearsing(), async () => {
      await withTenant(changing(), (tx) => add(tx, 'bert'))
      throw new Error('in the middle')
    })
    await expect(failing).rejects.toThrow('in the middle')
    const broken = rehearse(rehearsing(), async ({ tx }) => {
      await withTenant(changing(), (inner) => add(inner, 'bert'))
      const [{ pid } = { pid: 0 }] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await superuser.query('SELECT pg_terminate_backend($1)', [pid])
      await withTenant(changing(), (inner) => add(inner, 'carl'))
    })
    await expect(broken).rejects.toThrow()
    expect(await everything()).toBe(before)
    expect(await withTenant(reading(), names)).toEqual(['ada'])
  })

  test('runs nothing of what a commit runs: hooks, last statements, what follows it', async () => {
    const ran: string[] = []
    const work = async (tx: TenantTx) => {
      await add(tx, `hooked-${newId()}`)
      tx.beforeCommit(async () => void ran.push('before'))
      tx.afterCommit(() => ran.push('after'))
      tx.lastly('', 'SELECT 1 / $1::int', [0])
    }
    await rehearse(rehearsing(), () => withTenant(changing(), work))
    expect(ran).toEqual([])
    await expect(withTenant(changing(), work)).rejects.toMatchObject({ code: '22012' })
    expect(ran).toEqual(['before'])
  })

  test('a change that fails or changes nothing leaves those beside it as they are', async () => {
    const seen = await rehearse(rehearsing(), async () => {
      await withTenant(changing(), (tx) => add(tx, 'bert'))
      const failing = withTenant(changing(), async (tx) => {
        await add(tx, 'carl')
        await add(tx, 'BERT', ada)
      })
      await expect(failing).rejects.toMatchObject({ code: '23505' })
      await withTenant(changing(), async (tx) => {
        await tx.query('DELETE FROM users')
        tx.unchanged('a test')
      })
      return withTenant(reading(), names)
    })
    expect(seen).toEqual(['ada', 'bert'])
  })
})

describe('the rules of a transaction hold in a rehearsal', () => {
  test('a scope without its permission is refused, one that reads cannot write, a silent change is a fault', async () => {
    await rehearse(rehearsing(), async () => {
      await expect(
        withTenant(scope(acme, 'member:update', ['member:read']), (tx) => add(tx, 'x')),
      ).rejects.toMatchObject({ code: 'forbidden', permission: 'member:update' })
      await expect(withTenant(scope(acme, 'member:read', null), names)).rejects.toMatchObject({
        code: 'unauthenticated',
      })
      await expect(withTenant(reading(), (tx) => tx.query('DELETE FROM users'))).rejects.toMatchObject({
        code: '25006',
      })
      await expect(withTenant(changing(), (tx) => tx.query(`UPDATE users SET title = 'x'`))).rejects.toMatchObject({
        code: 'internal',
      })
      await withTenant(changing(), (tx) => add(tx, 'bert'))
      expect(await withTenant(reading(), names)).toEqual(['ada', 'bert'])
    })
  })

  test('an error that the work swallows is a fault, as it is outside', async () => {
    await rehearse(rehearsing(), async () => {
      const swallowed = withTenant(changing(), async (tx) => {
        await add(tx, 'half')
        await tx.query('SELECT 1/0').catch(() => {})
      })
      await expect(swallowed).rejects.toMatchObject({ code: 'internal' })
      expect(await withTenant(reading(), names)).toEqual(['ada'])
    })
  })

  test('changes at once come one after the other', async () => {
    const seen = await rehearse(rehearsing(), async () => {
      await Promise.all(['b', 'c', 'd', 'e'].map((name) => withTenant(changing(), (tx) => add(tx, name))))
      return withTenant(reading(), names)
    })
    expect(seen).toEqual(['ada', 'b', 'c', 'd', 'e'])
  })
})

describe('a rehearsal is refused', () => {
  test('another tenant, and nothing is said of what came before it', async () => {
    const foreign = rehearse(rehearsing(), async () => {
      await withTenant(changing(), (tx) => add(tx, 'bert'))
      await withTenant(scope(globex, 'member:read'), names).catch(() => 'swallowed')
      return 'an answer'
    })
    await expect(foreign).rejects.toMatchObject({ detail: 'a rehearsal stays within one tenant' })
  })

  test('any scope but that of rehearsing, and one that does not hold it; and inside of a transaction or a rehearsal', async () => {
    const not = (wrong: unknown) => rehearse(wrong as TenantScope<'directory:rehearse'>, async () => 'ran')
    await expect(not(reading())).rejects.toMatchObject({ code: 'internal' })
    await expect(not(changing())).rejects.toMatchObject({ code: 'internal' })
    await expect(not(scope(acme, 'directory:rehearse', ['member:read']))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(withTenant(reading(), () => not(rehearsing()))).rejects.toMatchObject({ code: 'internal' })
    await expect(rehearse(rehearsing(), () => not(rehearsing()))).rejects.toMatchObject({ code: 'internal' })
    expect(await not(rehearsing())).toBe('ran')
  })

  test('what would really happen: a task across tenants, a word that ends the transaction, work after the end', async () => {
    let late: (() => Promise<unknown>) | undefined
    await rehearse(rehearsing(), async () => {
      await expect(withSystem('list tenants, to run scheduled work in each', async () => 'ran')).rejects.toMatchObject({
        detail: 'withSystem inside a rehearsal',
      })
      for (const word of ['COMMIT', ' rollback', 'END', 'SAVEPOINT x']) {
        await expect(withTenant(changing(), (tx) => tx.query(word))).rejects.toMatchObject({ code: 'internal' })
      }
      late = AsyncResource.bind(() => withTenant(changing(), (tx) => add(tx, 'late')))
    })
    await expect(late?.()).rejects.toMatchObject({ detail: 'a transaction after the end of its rehearsal' })
    expect(await withTenant(reading(), names)).toEqual(['ada'])
  })

  test('a second one of the tenant at the same time', async () => {
    let release: () => void = () => {}
    let inside: () => void = () => {}
    const [held, entered] = [
      new Promise<void>((resolve) => {
        release = resolve
      }),
      new Promise<void>((resolve) => {
        inside = resolve
      }),
    ]
    const first = rehearse(rehearsing(), async () => {
      inside()
      await held
      return 'first'
    })
    await entered
    await expect(rehearse(rehearsing(), async () => 'second')).rejects.toMatchObject({ code: 'unavailable' })
    release()
    expect(await first).toBe('first')
    expect(await rehearse(rehearsing(), async () => 'third')).toBe('third')
  })
})

describe('what really happens goes first', () => {
  test('a rehearsal that meets a lock ends at once, says so, and does not pass for an answer', async () => {
    const client = await pool('app').connect()
    try {
      await client.query('BEGIN')
      await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [acme])
      await client.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [ada])
      const meeting = rehearse(rehearsing(), async () => {
        await withTenant(changing(), async (tx) => {
          await tx.query(`UPDATE users SET title = 'x' WHERE id = $1`, [ada])
          tx.housekeeping('rows that the demo seed or a test lays down')
        }).catch(() => 'swallowed')
        return 'an answer'
      })
      await expect(meeting).rejects.toMatchObject({ code: 'unavailable', retryAfter: 60 })
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })

  test('a rehearsal makes way for a change that waits for it, and the change is made', async () => {
    let change: Promise<unknown> = Promise.resolve()
    const yielding = rehearse(rehearsing(), async () => {
      await withTenant(changing(), async (tx) => {
        await tx.query(`UPDATE users SET title = 'rehearsed' WHERE id = $1`, [ada])
        tx.housekeeping('rows that the demo seed or a test lays down')
      })
      change = superuser.query(`UPDATE users SET title = 'real' WHERE id = $1`, [ada])
      for (;;) await withTenant(reading(), names)
    })
    await expect(yielding).rejects.toMatchObject({ code: 'unavailable' })
    await change
    const { rows } = await superuser.query('SELECT title FROM users WHERE id = $1', [ada])
    expect(rows).toEqual([{ title: 'real' }])
  })

  test('a rehearsal that takes too long is stopped', async () => {
    const endless = rehearse(
      rehearsing(),
      async () => {
        for (;;) await withTenant(reading(), names)
      },
      { seconds: 0.3 },
    )
    await expect(endless).rejects.toMatchObject({ code: 'timeout' })
  })
})
