import type pg from 'pg'
import type { Permission } from '#contracts/permissions.ts'
import type { Prisma } from '#prisma/client.ts'
import { AppError } from '../errors/app-error.ts'
import { durable, isOnlyWriter } from './durable.ts'
import { grantAsCommitted } from './grant-as-committed.ts'
import { runInside } from './open-transaction.ts'
import { borrowPrisma } from './prisma-in-transaction.ts'
import { releaseReader } from './reader-connections.ts'
import { requireGrant } from './require-grant.ts'
import {
  asStep,
  type BatchAnswer,
  BEGIN,
  BEGIN_READ_ONLY,
  COMMIT,
  type Step,
  sendBatch,
  setTenant,
  WITHOUT_FLUSH,
} from './statement-batch.ts'
import type { TenantScope } from './tenant-scope.ts'
import { internal, missingPermission, noLongerValid } from './transaction-refusals.ts'
import { UPKEEP, type Upkeep } from './upkeep.ts'

declare const txBrand: unique symbol

/** An open transaction in one tenant. Stores and `audit.append` require it; only `withTenant` makes it. */
export type TenantTx = {
  readonly [txBrand]: true
  readonly tenantId: string
  readonly scope: TenantScope
  /** Prisma, bound to this transaction. Begins lazily, so SQL-only work never pays for it. */
  readonly db: Prisma.TransactionClient
  /** SQL in this transaction; `$1` parameters; rows as objects. */
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
  /** The same with a server-side name, for statements run often. */
  prepared<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]>
  /**
   * A lock after which the right to the change is read once more (ADR 0004). A machine's travels with the lock;
   * anybody else's is read from outside when the transaction commits.
   */
  preparedLock<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]>
  /** Begins what the commit will need, such as its locks, while statements of the change are still on their way. */
  ahead(run: () => Promise<unknown>): void
  /** A statement whose result nobody needs. It is sent with the COMMIT, or ahead of the next statement. */
  lastly(name: string, text: string, values: unknown[]): void
  /** Whether this principal holds the permission, as read in this transaction. */
  may(permission: Permission): Promise<boolean>
  /** Runs after the work and before COMMIT: the place to take the tenant-wide lock last. */
  beforeCommit(run: () => Promise<void>): void
  /** Runs once the transaction is durable. Errors are the caller's to handle. */
  afterCommit(run: () => void): void
  /** States why work under a writing permission turned out to change nothing. It is then rolled back, so that it holds. */
  unchanged(reason: string): void
  /** States which upkeep leaves no event, from a closed list. */
  housekeeping(reason: Upkeep): void
  /** Called by audit.append: this transaction leaves an event. */
  audited(): void
}

const SEEDED: Upkeep = 'rows that the demo seed or a test lays down'

const ABORTED = 'the transaction had been aborted'
const isAborted = (error: Error) => (error as { code?: string }).code === '25P02'

/** The policies cast the setting to a UUID, and the check that it took compares its text. */
export const TENANT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export class TenantTransaction {
  readonly tenantId: string
  readonly scope: TenantScope
  readonly readOnly: boolean
  readonly #client: pg.PoolClient
  readonly #owesCommit: boolean
  readonly #before: (() => Promise<void>)[] = []
  readonly #after: (() => void)[] = []
  #closing: Step[] = []
  #heldStill = false
  #granted: Promise<ReadonlySet<Permission>> | undefined
  #first: Promise<BatchAnswer> | undefined
  #prisma: ReturnType<typeof borrowPrisma> | undefined
  #leavesEvent = false
  #unchangedReason: string | undefined
  #housekeepingReason: Upkeep | undefined
  #over = false

  constructor({ client, owesCommit }: { client: pg.PoolClient; owesCommit: boolean }, scope: TenantScope) {
    this.#client = client
    this.#owesCommit = owesCommit
    this.scope = scope
    this.tenantId = scope.tenantId
    this.readOnly = scope.permission.endsWith(':read')
  }

  get db(): Prisma.TransactionClient {
    this.#prisma ??= borrowPrisma(
      (start) => runInside(this, start),
      () => this.#open(),
    )
    return this.#prisma.db
  }

  /**
   * BEGIN, tenant, grant and the first statement make one message to Postgres with one answer (statement-batch.ts).
   * Nothing of that answer is released, its error included, before tenant and grant are checked.
   */
  #open(first?: Step): Promise<ReadonlySet<Permission>> {
    if (this.#granted) return this.#granted
    const { grants } = this.scope
    const steps: Step[] = this.#owesCommit ? [COMMIT] : []
    const tenantAt = steps.push(this.readOnly ? BEGIN_READ_ONLY : BEGIN)
    steps.push(setTenant(this.tenantId))
    if (grants.kind === 'query') steps.push(grants)
    if (first) steps.push(first)
    const opened = sendBatch(this.#client, steps)
    this.#granted = opened.then(({ results, failure }) => {
      const checked = tenantAt + (grants.kind === 'query' ? 2 : 1)
      if (results.length < checked) throw failure ?? internal('the opening of a transaction was cut short')
      if (results[tenantAt]?.rows[0]?.tenant !== this.tenantId) throw internal('the tenant setting did not take')
      const rows = results[tenantAt + 1]?.rows ?? []
      return requireGrant(this.scope, rows)
    })
    this.#granted.catch(() => {})
    if (first) this.#first = opened
    return this.#granted
  }

  async send<R extends pg.QueryResultRow>(config: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult<R>> {
    if (this.#over) throw internal('query after the end of its transaction')
    const { grants } = this.scope
    if (this.#closing.length > 0) await this.#sendClosing()
    // A person's change is not even tried before the grant is known: it would wait for locks and hold a connection
    // for nothing.
    if (!this.readOnly && grants.kind === 'query' && !grants.machine) {
      await this.#open()
      return this.#client.query<R>(config as pg.QueryConfig)
    }
    const first = this.#granted === undefined ? asStep(config) : null
    if (first !== null) {
      await this.#open(first)
      const { results, failure } = (await this.#first) as BatchAnswer
      if (failure !== null) throw failure
      return results.at(-1) as pg.QueryResult<R>
    }
    const granted = this.#open()
    const pending = this.#client.query<R>(config as pg.QueryConfig)
    pending.catch(() => {})
    await granted
    return pending
  }

  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.send<R>({ text, values })).rows
  }

  async prepared<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return (await this.send<R>({ name, text, values })).rows
  }

  async preparedLock<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    const { grants } = this.scope
    if (grants.kind === 'fixed' || !grants.machine) return this.prepared<R>(name, text, values)
    await this.#open()
    if (this.#closing.length > 0) await this.#sendClosing()
    const { results, failure } = await sendBatch(this.#client, [{ name, text, values }, grants])
    if (failure) throw failure
    requireGrant(this.scope, results[1]?.rows ?? [])
    this.#heldStill = true
    return (results[0]?.rows ?? []) as R[]
  }

  ahead(run: () => Promise<unknown>): void {
    run().catch(() => {})
  }

  lastly(name: string, text: string, values: unknown[]): void {
    this.#closing.push({ name, text, values })
  }

  async #sendClosing(): Promise<void> {
    await this.#open()
    const steps = this.#closing
    this.#closing = []
    const { failure } = await sendBatch(this.#client, steps)
    if (failure) throw failure
  }

  async may(permission: Permission): Promise<boolean> {
    return (await this.#open()).has(permission)
  }

  beforeCommit(run: () => Promise<void>): void {
    this.#before.push(run)
  }

  afterCommit(run: () => void): void {
    this.#after.push(run)
  }

  unchanged(reason: string): void {
    this.#unchangedReason = reason
  }

  housekeeping(reason: Upkeep): void {
    const { principal, permission } = this.scope
    const seeding = principal.type === 'system' && principal.task === 'seed'
    if (!UPKEEP.includes(reason) || (reason === SEEDED && !seeding)) {
      throw internal(`${permission}: "${reason}" is not upkeep, so what it changes needs an audit event`)
    }
    this.#housekeepingReason = reason
  }

  audited(): void {
    this.#leavesEvent = true
  }

  run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return runInside(this, () => work(this as unknown as TenantTx))
  }

  /** A reader's COMMIT is not waited for: its result is already complete and nothing can be lost. */
  async commit(): Promise<void> {
    await this.#open()
    if (this.#before.length > 0) {
      await runInside(this, async () => {
        for (const run of this.#before) await run()
      })
    }
    const quiet = !this.readOnly && !this.#leavesEvent && this.#housekeepingReason === undefined
    if (quiet && this.#unchangedReason !== undefined) return this.rollback()
    if (quiet) {
      throw new AppError({
        code: 'internal',
        message: 'Something is wrong on our side. Nothing was changed.',
        detail: `a transaction under ${this.scope.permission} neither appended an audit event nor said why not`,
      })
    }
    if (this.#leavesEvent && !this.#heldStill) await this.#requireGrantStill()
    if (this.#prisma) await this.#prisma.end()
    if (this.readOnly) {
      this.#over = true
      releaseReader(this.#client)
      return
    }
    // Nobody to share a flush with, nor to wait for the log's head: then one round trip is cheaper than two.
    const alone = isOnlyWriter()
    const steps = [...this.#closing, ...(alone ? [] : [WITHOUT_FLUSH]), COMMIT]
    const { results, failure } = await sendBatch(this.#client, steps)
    // Before the COMMIT was reached: the transaction is open and can be rolled back.
    if (failure && results.length < steps.length - 1) throw isAborted(failure) ? internal(ABORTED) : failure
    this.#over = true
    // COMMIT of an aborted transaction answers ROLLBACK and raises nothing.
    const error = failure ?? (results.at(-1)?.command === 'COMMIT' ? null : internal(ABORTED))
    if (error) {
      this.#client.release(error)
      throw new CommitFailed(error)
    }
    this.#client.release()
    if (!alone) {
      await durable().catch((cause: unknown) => {
        throw new CommitFailed(cause)
      })
    }
    for (const run of this.#after) run()
  }

  /**
   * The log's head is locked by now, and whoever takes a right away takes that lock too: so either the right was
   * taken before and this sees it, or it will be taken after this change (ADR 0004). Read from outside this
   * transaction: one may end one's own session or role, and that must not count against ending it.
   */
  async #requireGrantStill(): Promise<void> {
    const { grants, permission } = this.scope
    if (grants.kind === 'fixed') return
    const held = await grantAsCommitted(this.tenantId, grants)
    if (held === null) throw noLongerValid()
    if (!held.has(permission)) throw missingPermission(permission)
  }

  async rollback(): Promise<void> {
    const begun = this.#granted !== undefined
    if (this.#prisma) await this.#prisma.end()
    this.#over = true
    if (!begun) return this.#owesCommit ? releaseReader(this.#client) : this.#client.release()
    await this.#client.query('ROLLBACK').then(
      () => this.#client.release(),
      (error: Error) => this.#client.release(error),
    )
  }
}

/** The connection was given back already; the cause is what the caller sees. */
export class CommitFailed {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}
