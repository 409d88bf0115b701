import type pg from 'pg'
import type { Permission } from '#contracts/permissions.ts'
import type { Prisma } from '#prisma/client.ts'
import { runInside } from './open-transaction.ts'
import { borrowPrisma } from './prisma-in-transaction.ts'
import { requireGrant } from './require-grant.ts'
import type { Step } from './statement-batch.ts'
import type { TenantScope } from './tenant-scope.ts'
import type { TenantTx } from './tenant-transaction.ts'
import { internal } from './transaction-refusals.ts'
import { UPKEEP, type Upkeep } from './upkeep.ts'

/** Who came into a group and who left it in a change that was rehearsed: ids. */
export type RehearsedMembership = { groupId: string; added: readonly string[]; removed: readonly string[] }

/** What the rehearsal around does for a transaction within it. */
type Around = {
  requireTurn(from: RehearsedTransaction): void
  sendBatch(steps: readonly Step[]): Promise<pg.QueryResult[]>
  sendOwedAnd<R extends pg.QueryResultRow>(config: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult<R>>
  owe(...steps: Step[]): void
}

const SAVEPOINT: Step = { name: 'rehearsal-savepoint', text: 'SAVEPOINT rehearsed', values: [] }
const READ_ONLY: Step = { name: 'rehearsal-read-only', text: 'SET LOCAL transaction_read_only = on', values: [] }
const KEEP: Step = { name: 'rehearsal-keep', text: 'RELEASE SAVEPOINT rehearsed', values: [] }
const UNDO: Step = { name: 'rehearsal-undo', text: 'ROLLBACK TO SAVEPOINT rehearsed', values: [] }

/** All that a tenant's transaction has, but for its brand: what is new there does not compile until it is rehearsed. */
type TransactionMembers = { [Name in keyof TenantTx as Name extends string ? Name : never]: TenantTx[Name] }

/** By these a statement would end what it stands in. */
const TRANSACTION_WORDS = /^\s*(begin|start|commit|end|abort|rollback|savepoint|release|prepare)\b/i

/**
 * A transaction of `withTenant` within a rehearsal: the same rules, in a savepoint. What a real one does as it commits
 * is not done. `around` is the one that lays down and reads rows between the changes, without a savepoint of its own.
 */
export class RehearsedTransaction implements TransactionMembers {
  readonly tenantId: string
  readonly scope: TenantScope
  readonly readOnly: boolean
  readonly memberships: RehearsedMembership[] = []
  readonly #around: Around
  readonly #kind: 'around' | 'joined'
  #opened: Promise<ReadonlySet<Permission>> | undefined
  #prisma: ReturnType<typeof borrowPrisma> | undefined
  #keeps = false
  #unchanged = false
  #failed = false
  #over = false

  constructor(around: Around, scope: TenantScope, kind: 'around' | 'joined') {
    this.#around = around
    this.#kind = kind
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

  /** The savepoint and the grant of this scope, as it stands within the rehearsal. */
  #open(): Promise<ReadonlySet<Permission>> {
    if (this.#opened) return this.#opened
    const { grants } = this.scope
    const steps: Step[] = this.#kind === 'joined' ? [SAVEPOINT] : []
    if (this.readOnly) steps.push(READ_ONLY)
    if (grants.kind === 'query') steps.push(grants)
    this.#opened = this.#around.sendBatch(steps).then((results) => requireGrant(this.scope, results.at(-1)?.rows ?? []))
    this.#opened.catch(() => {})
    return this.#opened
  }

  async send<R extends pg.QueryResultRow>(config: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult<R>> {
    if (this.#over) throw internal('query after the end of its transaction')
    if (TRANSACTION_WORDS.test(config.text)) throw internal('a rehearsal is ended by nobody within it')
    this.#around.requireTurn(this)
    const opened = this.#open()
    // Sent at once, answered after the grant is known.
    const pending = this.#around.sendOwedAnd<R>(config)
    pending.catch(() => {
      this.#failed = true
    })
    await opened
    return pending
  }

  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.send<R>({ text, values })).rows
  }

  async prepared<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return (await this.send<R>({ name, text, values })).rows
  }

  preparedLock<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return this.prepared<R>(name, text, values)
  }

  async may(permission: Permission): Promise<boolean> {
    return (await this.#open()).has(permission)
  }

  /** Statements that travel with a COMMIT, what it needs and what runs around it: there is none. */
  ahead(): void {}
  lastly(): void {}
  beforeCommit(): void {}
  afterCommit(): void {}

  unchanged(): void {
    this.#unchanged = true
  }

  housekeeping(reason: Upkeep): void {
    if (!UPKEEP.includes(reason)) throw internal(`"${reason}" is not upkeep, so what it changes needs an audit event`)
    this.#keeps = true
  }

  audited(): void {
    this.#keeps = true
  }

  /** Ends as a commit would, but for committing: with the same refusals. */
  async finish(): Promise<void> {
    await this.#open()
    if (this.#prisma) await this.#prisma.end()
    if (this.#failed) throw internal('the transaction had been aborted')
    this.#over = true
    if (this.#kind === 'around') return
    if (this.readOnly || (this.#unchanged && !this.#keeps)) {
      this.#around.owe(UNDO, KEEP)
      return
    }
    if (!this.#keeps) {
      throw internal(`a transaction under ${this.scope.permission} neither appended an audit event nor said why not`)
    }
    this.#around.owe(KEEP)
  }

  async undo(): Promise<void> {
    if (this.#prisma) await this.#prisma.end().catch(() => {})
    this.#over = true
    if (this.#opened !== undefined) this.#around.owe(UNDO, KEEP)
  }
}

/** Notes who came into a group and who left it, where that is only rehearsed; nothing otherwise. */
export function noteMembership(
  tx: TenantTx,
  groupId: string,
  { added, removed }: { added: readonly { id: string }[]; removed: readonly { id: string }[] },
): void {
  const ids = (members: readonly { id: string }[]) => members.map(({ id }) => id)
  const { memberships } = tx as { memberships?: RehearsedMembership[] }
  memberships?.push({ groupId, added: ids(added), removed: ids(removed) })
}
