import type pg from 'pg'
import { BASE_PERMISSIONS, type Permission } from '#contracts/permissions.ts'
import type { Prisma } from '#prisma/client.ts'
import { AppError } from '../errors/app-error.ts'
import { runInside } from './open-transaction.ts'
import { borrowPrisma } from './prisma-in-transaction.ts'
import type { TenantScope } from './tenant-scope.ts'

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
  /** Whether this principal holds the permission, as read in this transaction. */
  may(permission: Permission): Promise<boolean>
  /** Runs after the work and before COMMIT: the place to take the tenant-wide lock last. */
  beforeCommit(run: () => Promise<void>): void
  /** Runs once the transaction is durable. Errors are the caller's to handle. */
  afterCommit(run: () => void): void
  /** States why a transaction under a writing permission leaves no audit event. */
  unchanged(reason: string): void
  /** Called by audit.append: this transaction leaves an event. */
  audited(): void
}

/** The tenant id stands in the text of a statement, so it has to be a bare UUID. */
export const TENANT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export class TenantTransaction {
  readonly tenantId: string
  readonly scope: TenantScope
  readonly readOnly: boolean
  readonly db: Prisma.TransactionClient
  readonly #client: pg.PoolClient
  readonly #endPrisma: () => Promise<void>
  readonly #before: (() => Promise<void>)[] = []
  readonly #after: (() => void)[] = []
  #granted: Promise<ReadonlySet<Permission>> | undefined
  #leavesEvent = false
  #unchangedReason: string | undefined
  #over = false

  constructor(client: pg.PoolClient, scope: TenantScope) {
    this.#client = client
    this.scope = scope
    this.tenantId = scope.tenantId
    this.readOnly = scope.permission.endsWith(':read')
    const prisma = borrowPrisma(
      (start) => runInside(this, start),
      () => this.#open(),
    )
    this.db = prisma.db
    this.#endPrisma = prisma.end
  }

  /** BEGIN, tenant, grant and the first query leave in one flush; nothing is released before all are checked. */
  #open(): Promise<ReadonlySet<Permission>> {
    if (this.#granted) return this.#granted
    // withTenant has checked the id against TENANT_ID; in the text it costs no message of its own.
    const begin = this.#client.query<{ tenant: string }>(
      `BEGIN${this.readOnly ? ' READ ONLY' : ''}; SELECT set_config('app.tenant_id', '${this.tenantId}', true) AS tenant`,
    )
    const { grants } = this.scope
    const lookup =
      grants.kind === 'fixed'
        ? null
        : this.#client.query({ name: grants.name, text: grants.text, values: grants.values })
    this.#granted = (async () => {
      const [begun, rows] = await Promise.all([begin, lookup])
      const results = begun as unknown as pg.QueryResult<{ tenant: string }>[]
      if (results[1]?.rows[0]?.tenant !== this.tenantId) {
        throw new AppError({
          code: 'internal',
          message: 'Something is wrong on our side.',
          detail: 'the tenant setting did not take',
        })
      }
      const held = grants.kind === 'fixed' ? grants.permissions : grants.read((rows as pg.QueryResult).rows)
      if (held === null) {
        throw new AppError({
          code: 'unauthenticated',
          message: 'Your sign-in or key is no longer valid. Sign in again or use a new key.',
        })
      }
      if (!held.has(this.scope.permission)) throw missingPermission(this.scope.permission)
      const refusal = grants.kind === 'query' && grants.refuse?.((rows as pg.QueryResult).rows, this.scope.permission)
      if (refusal) throw refusal
      return held
    })()
    this.#granted.catch(() => {})
    return this.#granted
  }

  async send<R extends pg.QueryResultRow>(config: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult<R>> {
    if (this.#over)
      throw new AppError({
        code: 'internal',
        message: 'Something is wrong on our side.',
        detail: 'query after the end of its transaction',
      })
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

  audited(): void {
    this.#leavesEvent = true
  }

  run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return runInside(this, () => work(this as unknown as TenantTx))
  }

  /** A reader's COMMIT is not waited for: its result is already complete and nothing can be lost. */
  async commit(): Promise<void> {
    await this.#open()
    await runInside(this, async () => {
      for (const run of this.#before) await run()
    })
    if (!this.readOnly && !this.#leavesEvent && this.#unchangedReason === undefined) {
      throw new AppError({
        code: 'internal',
        message: 'Something is wrong on our side. Nothing was changed.',
        detail: `a transaction under ${this.scope.permission} neither appended an audit event nor said why not`,
      })
    }
    await this.#endPrisma()
    this.#over = true
    if (this.readOnly) {
      this.#client.query('COMMIT').then(
        () => this.#client.release(),
        (error: Error) => this.#client.release(error),
      )
      return
    }
    try {
      const { command } = await this.#client.query('COMMIT')
      // COMMIT of an aborted transaction answers ROLLBACK and raises nothing.
      if (command !== 'COMMIT')
        throw new AppError({
          code: 'internal',
          message: 'Something is wrong on our side. Nothing was changed.',
          detail: 'the transaction had been aborted',
        })
    } catch (error) {
      this.#client.release(error as Error)
      throw new CommitFailed(error)
    }
    this.#client.release()
    for (const run of this.#after) run()
  }

  async rollback(): Promise<void> {
    const begun = this.#granted !== undefined
    await this.#endPrisma()
    this.#over = true
    if (!begun) return this.#client.release()
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

export function missingPermission(permission: Permission): AppError {
  const base = (BASE_PERMISSIONS as readonly Permission[]).includes(permission)
  return new AppError({
    code: 'forbidden',
    message: base
      ? 'Your account is not active here. Ask an admin of your organisation.'
      : `This needs the permission ${permission}, which you do not have. Ask an admin of your organisation for a role that has it.`,
    permission,
  })
}
