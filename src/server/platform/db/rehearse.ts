import type pg from 'pg'
import type { Permission } from '#contracts/permissions.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import { newId } from '../new-id.ts'
import { perProcess } from '../per-process.ts'
import { currentTransaction, runInside } from './open-transaction.ts'
import { connectForTenant } from './reader-connections.ts'
import { type RehearsedMembership, RehearsedTransaction } from './rehearsed-transaction.ts'
import { requireGrant } from './require-grant.ts'
import { BEGIN, COMMIT, type Step, sendBatch, setTenant } from './statement-batch.ts'
import type { TenantScope } from './tenant-scope.ts'
import { TENANT_ID, type TenantTx } from './tenant-transaction.ts'
import { internal } from './transaction-refusals.ts'

export type Rehearsal = {
  /** Lays down and reads rows around the changes that are rehearsed. */
  tx: TenantTx
  /** The memberships that changes brought about since the last call. */
  takeMemberships(): RehearsedMembership[]
}

/** Rehearsals hold a connection and locks; more at once would leave too few for what really happens. */
const AT_ONCE = 2
const SECONDS_AT_MOST = 60
const LOOKS_EVERY_MS = 250

/**
 * Runs `work` in one transaction of the scope's tenant that ends in ROLLBACK, whatever happens (ADR 0016).
 *
 * - `withTenant` inside it joins: each call is a savepoint, rolled back on an error, and holds the grant of its own
 *   scope. A scope of another tenant is refused.
 * - What a change does as it commits is left out: chaining to the audit log, webhooks, notices, whatever runs after.
 * - It waits for no lock longer than a moment, makes way as soon as a real change waits for one of its own, and ends
 *   after a minute.
 *
 * @throws AppError `forbidden`, `unauthenticated`, `unavailable` where it met or made way for a real change or others
 *   rehearse at this moment, `timeout`; whatever `work` throws
 */
export async function rehearse<T>(
  scope: TenantScope<'directory:rehearse'>,
  work: (rehearsal: Rehearsal) => Promise<T>,
  { seconds = SECONDS_AT_MOST }: { seconds?: number } = {},
): Promise<T> {
  if (currentTransaction()) throw internal('rehearse inside a transaction')
  if ((scope.permission as Permission) !== 'directory:rehearse') throw internal(`rehearse under ${scope.permission}`)
  if (!TENANT_ID.test(scope.tenantId)) throw internal('a tenant id that is not a UUID')
  const running = perProcess('rehearsals-running', () => ({ count: 0 }))
  if (running.count >= AT_ONCE) throw othersRehearse()
  running.count += 1
  try {
    const { client, owesCommit } = await connectForTenant()
    const open = new OpenRehearsal(client, scope as TenantScope, Math.min(seconds, SECONDS_AT_MOST))
    try {
      await open.begin(owesCommit)
      return await open.run(work)
    } catch (error) {
      throw open.reasonFor(error)
    } finally {
      await open.end()
    }
  } catch (error) {
    if (isAppError(error, 'forbidden') && error.permission) await scope.recordDenial(error.permission as Permission)
    throw error
  } finally {
    running.count -= 1
  }
}

/** After these a rehearsal says nothing of what would happen: it met another change, was cut short, or lost its connection. */
const SPOILS = /^(08|40|53|57|58|XX)|^(55P03|25P03)$/

const WAITED_FOR = `SELECT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid()
  AND coalesce(a.wait_event_type, 'Lock') = 'Lock' AND pg_backend_pid() = ANY (pg_blocking_pids(a.pid))) AS waited`

const MARKER: Step = { name: '', text: `SELECT current_setting('app.rehearsal', true) AS marker`, values: [] }

/** The transaction around everything. `withTenant` finds it as what is open, and joins. */
class OpenRehearsal {
  readonly tenantId: string
  readonly #client: pg.PoolClient
  readonly #scope: TenantScope
  readonly #marker = newId()
  readonly #ends: number
  #lookedAt = performance.now()
  #tail: Promise<unknown> = Promise.resolve()
  /** Ends of savepoints, which travel with the next statement. */
  #owed: Step[] = []
  #joined: RehearsedTransaction | null = null
  #spoilt: AppError | null = null
  #begun = false
  #over = false
  #memberships: RehearsedMembership[] = []

  constructor(client: pg.PoolClient, scope: TenantScope, seconds: number) {
    this.#client = client
    this.#scope = scope
    this.tenantId = scope.tenantId
    this.#ends = performance.now() + seconds * 1000
  }

  async begin(owesCommit: boolean): Promise<void> {
    const { grants } = this.#scope
    const steps: Step[] = owesCommit ? [COMMIT] : []
    const at = steps.push(BEGIN)
    this.#begun = true
    steps.push(setTenant(this.tenantId), {
      name: '',
      text: `SELECT set_config('lock_timeout', '300ms', true), set_config('statement_timeout', '10s', true),
        set_config('idle_in_transaction_session_timeout', '15s', true), set_config('app.rehearsal', $1, true),
        pg_try_advisory_xact_lock(hashtextextended('rehearsal/' || $2, 0)) AS alone`,
      values: [this.#marker, this.tenantId],
    })
    if (grants.kind === 'query') steps.push(grants)
    const { results, failure } = await sendBatch(this.#client, steps)
    if (failure) throw failure
    if (results[at]?.rows[0]?.tenant !== this.tenantId) throw internal('the tenant setting did not take')
    requireGrant(this.#scope, results[at + 2]?.rows ?? [])
    if (results[at + 1]?.rows[0]?.alone !== true) throw othersRehearse()
  }

  async run<T>(work: (rehearsal: Rehearsal) => Promise<T>): Promise<T> {
    const around = new RehearsedTransaction(this, this.#scope, 'around')
    const rehearsal: Rehearsal = {
      tx: around as unknown as TenantTx,
      takeMemberships: () => this.#memberships.splice(0),
    }
    const result = await runInside(this, () => work(rehearsal))
    await around.finish()
    if (this.#spoilt) throw this.#spoilt
    return result
  }

  /** What `withTenant` is inside a rehearsal; one after the other, because savepoints nest. */
  join<T>(scope: TenantScope, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const joined = this.#tail.then(() => this.#join(scope, work))
    this.#tail = joined.catch(() => {})
    return joined
  }

  async #join<T>(scope: TenantScope, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    if (scope.tenantId !== this.tenantId) this.#spoilt ??= internal('a rehearsal stays within one tenant')
    await this.#refuseSpoilt()
    const tx = new RehearsedTransaction(this, scope, 'joined')
    this.#joined = tx
    try {
      const result = await runInside(tx, () => work(tx as unknown as TenantTx))
      await tx.finish()
      this.#memberships.push(...tx.memberships)
      return result
    } catch (error) {
      await tx.undo()
      throw this.reasonFor(error)
    } finally {
      this.#joined = null
    }
  }

  async #refuseSpoilt(): Promise<void> {
    if (this.#over) throw internal('a transaction after the end of its rehearsal')
    const now = performance.now()
    if (now > this.#ends) this.#spoilt ??= tookTooLong()
    if (this.#spoilt) throw this.#spoilt
    if (now - this.#lookedAt < LOOKS_EVERY_MS) return
    const { rows } = await this.sendOwedAnd<{ waited: boolean }>({ text: WAITED_FOR, values: [] })
    this.#lookedAt = performance.now()
    if (rows[0]?.waited) this.#spoilt = madeWay()
    if (this.#spoilt) throw this.#spoilt
  }

  /** What an error means for the whole: a rehearsal that met another change says nothing of what would happen. */
  reasonFor(error: unknown): unknown {
    if (this.#spoilt) return this.#spoilt
    const code = (error as { code?: unknown } | null)?.code
    if (isAppError(error) || typeof code !== 'string' || !SPOILS.test(code)) return error
    this.#spoilt = code === '57014' ? tookTooLong(error) : madeWay(error)
    return this.#spoilt
  }

  owe(...steps: Step[]): void {
    this.#owed.push(...steps)
  }

  /** @param from who asks: while a change is rehearsed, nobody else does */
  requireTurn(from: RehearsedTransaction): void {
    if (this.#over) throw internal('query after the end of its rehearsal')
    if ((this.#joined ?? from) !== from) throw internal('a query beside the change that is rehearsed')
  }

  async send(): Promise<never> {
    throw internal('a query outside of every transaction of a rehearsal')
  }

  async sendBatch(steps: readonly Step[]): Promise<pg.QueryResult[]> {
    const owed = this.#owed
    this.#owed = []
    const { results, failure } = await sendBatch(this.#client, [...owed, ...steps])
    if (failure && results.length < owed.length) this.#spoilt ??= internal('a savepoint of a rehearsal did not end')
    if (failure) throw this.reasonFor(failure)
    return results.slice(owed.length)
  }

  async sendOwedAnd<R extends pg.QueryResultRow>(
    config: pg.QueryConfig | pg.QueryArrayConfig,
  ): Promise<pg.QueryResult<R>> {
    if (this.#owed.length > 0) await this.sendBatch([])
    return this.#client.query<R>(config as pg.QueryConfig).catch((error: unknown) => {
      throw this.reasonFor(error)
    })
  }

  /** ROLLBACK, and the connection back. Where that fails the connection ends, and its transaction with it. */
  async end(): Promise<void> {
    await this.#tail
    this.#over = true
    if (!this.#begun) return this.#client.release()
    const { results } = await sendBatch(this.#client, [MARKER])
    const broken = await this.#client.query('ROLLBACK').then(
      () => undefined,
      (error: Error) => error,
    )
    const marker = results[0]?.rows[0]?.marker
    this.#client.release(broken)
    // An aborted transaction answers nothing here, and has kept nothing either.
    if (marker !== undefined && marker !== this.#marker) throw internal('a rehearsal was ended from within')
  }
}

function othersRehearse(): AppError {
  return new AppError({
    code: 'unavailable',
    message: 'Another rehearsal is running. Wait until it has ended, a minute at most, and try again.',
    retryAfter: 30,
  })
}

function madeWay(cause?: unknown): AppError {
  return new AppError({
    code: 'unavailable',
    message:
      'A real change came at the same time and went first, so the rehearsal stopped. Nothing was changed by it. Try again in a minute.',
    cause,
    retryAfter: 60,
  })
}

function tookTooLong(cause?: unknown): AppError {
  return new AppError({
    code: 'timeout',
    message: `The rehearsal did not end within ${SECONDS_AT_MOST} seconds and was stopped. Nothing was changed. Rehearse fewer people or groups at a time.`,
    cause,
  })
}
