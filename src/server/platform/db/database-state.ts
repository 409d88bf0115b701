import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type PoolName, pool } from './pools.ts'
import { withSystem } from './with-system.ts'

const NAMES = ['app', 'system', 'door'] as const satisfies readonly PoolName[]
const MIGRATIONS = join(process.cwd(), 'prisma/migrations')

export type DatabaseState = Record<(typeof NAMES)[number] | 'migrations', 'ok' | 'failing' | 'behind'>

/** Whether each role's pool answers in time, and whether every migration of this version is applied. */
export async function databaseState(timeoutMs: number): Promise<DatabaseState> {
  const [app, system, door, migrations] = await Promise.all([
    ...NAMES.map((name) =>
      inTime(
        pool(name)
          .query('SELECT 1')
          .then(() => 'ok' as const),
        timeoutMs,
      ),
    ),
    inTime(migrationState(), timeoutMs),
  ])
  return {
    app: app ?? 'failing',
    system: system ?? 'failing',
    door: door ?? 'failing',
    migrations: migrations ?? 'failing',
  }
}

/** Connections of each pool of this process. */
export function poolCounts(): Record<(typeof NAMES)[number], { total: number; idle: number; waiting: number }> {
  const count = (name: PoolName) => {
    const { totalCount, idleCount, waitingCount } = pool(name)
    return { total: totalCount, idle: idleCount, waiting: waitingCount }
  }
  return { app: count('app'), system: count('system'), door: count('door') }
}

async function migrationState(): Promise<'ok' | 'behind'> {
  const wanted = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const applied = await withSystem('check that the database answers, for /ready', (tx) =>
    tx.query<{ name: string }>(
      `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL LIMIT 10000`,
    ),
  )
  const names = new Set(applied.map((row) => row.name))
  return wanted.every((entry) => names.has(entry.name)) ? 'ok' : 'behind'
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T | 'failing'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'failing')
  })
  return Promise.race([work.catch(() => 'failing' as const), late]).finally(() => clearTimeout(timer))
}
