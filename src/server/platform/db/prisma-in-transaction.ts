import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from '#prisma/client.ts'
import { AppError } from '../errors/app-error.ts'
import { perProcess } from '../per-process.ts'
import { currentTransaction } from './open-transaction.ts'

/** `withTenant` begins and ends the transaction; Prisma's own words for it are answered and not sent. */
const TRANSACTION_WORDS = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])
const NOTHING = { rows: [], fields: [], rowCount: 0, command: '', oid: 0 }

/**
 * Prisma's "pool" owns no connection. A transaction is handed the one that the surrounding
 * `withTenant` holds, and a query outside of any transaction has nowhere to go.
 */
class BorrowedPool extends pg.Pool {
  // pg.Pool types several call forms; Prisma's adapter uses only these two.
  override connect = (async () => {
    const transaction = currentTransaction()
    if (!transaction) throw outside()
    return {
      query: (config: pg.QueryArrayConfig) =>
        TRANSACTION_WORDS.has(config.text) ? Promise.resolve(NOTHING) : transaction.send(config),
      on: () => {},
      removeListener: () => {},
      release: () => {},
    }
  }) as unknown as pg.Pool['connect']
  override query = (async () => {
    throw outside()
  }) as unknown as pg.Pool['query']
}

function outside(): AppError {
  return new AppError({
    code: 'internal',
    message: 'Something is wrong on our side.',
    detail: 'a Prisma query outside withTenant',
  })
}

function prismaClient(): PrismaClient {
  return perProcess('prisma', () => new PrismaClient({ adapter: new PrismaPg(new BorrowedPool({ max: 1 })) }))
}

/**
 * Prisma over a transaction that somebody else owns, begun on its first use. `granted` is awaited first:
 * a refusal that surfaced inside Prisma would come out as one of its own errors.
 */
export function borrowPrisma(
  inTransaction: <T>(start: () => T) => T,
  granted: () => Promise<unknown>,
): {
  db: Prisma.TransactionClient
  end: () => Promise<void>
} {
  let begun: Promise<Prisma.TransactionClient> | undefined
  let running: Promise<void> | undefined
  let finish: () => void = () => {}

  let ended = false
  const begin = async (): Promise<Prisma.TransactionClient> => {
    if (ended) throw outside()
    begun ??= granted().then(
      () =>
        new Promise((resolve, reject) => {
          const over = new Promise<void>((done) => {
            finish = done
          })
          running = inTransaction(() =>
            prismaClient().$transaction(
              async (client) => {
                resolve(client)
                await over
              },
              { timeout: 120_000, maxWait: 10_000 },
            ),
          ).catch(reject)
        }),
    )
    return begun
  }

  return {
    db: lazyClient(begin),
    end: async () => {
      ended = true
      finish()
      await running
    },
  }
}

type Call = (...args: unknown[]) => unknown
type Delegate = Record<string, Call>

/** `db.user.findMany(…)` and `db.$queryRaw…` as usual; the client behind them is made when first called. */
function lazyClient(begin: () => Promise<Prisma.TransactionClient>): Prisma.TransactionClient {
  const client = async () => (await begin()) as unknown as Record<string, Call & Delegate>
  const delegates = new Map<string, unknown>()
  return new Proxy({} as Prisma.TransactionClient, {
    get(_client, name) {
      if (typeof name !== 'string' || name === 'then') return undefined
      if (name.startsWith('$')) return async (...args: unknown[]) => (await client())[name]?.(...args)
      if (!delegates.has(name))
        delegates.set(
          name,
          lazyDelegate(async () => (await client())[name]),
        )
      return delegates.get(name)
    },
  })
}

function lazyDelegate(delegate: () => Promise<Delegate | undefined>): unknown {
  return new Proxy(
    {},
    {
      get: (_delegate, method) =>
        typeof method === 'string' ? async (...args: unknown[]) => (await delegate())?.[method]?.(...args) : undefined,
    },
  )
}
