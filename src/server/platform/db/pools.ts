import pg from 'pg'
import { env } from '../env.ts'
import { logger } from '../observability/logger.ts'
import { perProcess } from '../per-process.ts'

// int8 as number: sequence numbers and counts stay far below 2^53; a larger one is an error, not a rounding.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`)
  return value
})

function makePool(name: string, connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    pipeline: true,
    application_name: `gatehouse-${name}`,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  } as pg.PoolConfig)
  // A connection that breaks while it is checked out says so to its own listeners, and without one ends the process.
  // Whoever uses it learns it from the query.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', (error) => logger().warn({ pool: name, err: error }, 'an idle database connection failed'))
  return pool
}

/** gatehouse_app too: `grants`, the few connections that read a grant beside an open transaction, and `flush` (durable.ts). */
export type PoolName = 'app' | 'system' | 'door' | 'grants' | 'flush'

export function pool(name: PoolName): pg.Pool {
  return perProcess(`pool:${name}`, () => {
    const settings = env()
    if (name === 'app') return makePool(name, settings.DATABASE_URL_APP, settings.DATABASE_POOL_SIZE)
    if (name === 'grants' || name === 'flush') return makePool(name, settings.DATABASE_URL_APP, 2)
    if (name === 'system') return makePool(name, settings.DATABASE_URL_SYSTEM, 4)
    return makePool(name, settings.DATABASE_URL_DOOR, 4)
  })
}

/** Ends every pool of this process; the process serves nothing afterwards. */
export async function endPools(): Promise<void> {
  await Promise.all((['app', 'system', 'door', 'grants', 'flush'] as const).map((name) => pool(name).end()))
}
