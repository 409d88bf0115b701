import pg from 'pg'
import pgUtils from 'pg/lib/utils.js'

/** A statement with its values. A name makes it prepared once a connection; '' leaves it unnamed. */
export type Step = { name: string; text: string; values: readonly unknown[] }

export const BEGIN: Step = { name: 'begin', text: 'BEGIN', values: [] }
export const BEGIN_READ_ONLY: Step = { name: 'begin-read-only', text: 'BEGIN READ ONLY', values: [] }
/** The disk is waited for after the locks are gone (durable.ts). */
export const WITHOUT_FLUSH: Step = {
  name: 'commit-without-flush',
  text: 'SET LOCAL synchronous_commit = off',
  values: [],
}
export const COMMIT: Step = { name: 'commit', text: 'COMMIT', values: [] }

/** Sets the tenant for this transaction only; the row it answers is how the caller checks that it took. */
export function setTenant(tenantId: string): Step {
  return { name: 'set-tenant', text: `SELECT set_config('app.tenant_id', $1, true) AS tenant`, values: [tenantId] }
}

/** The first statement travels with the opening unless it wants what only pg's own query class does. */
export function asStep(config: pg.QueryConfig | pg.QueryArrayConfig): Step | null {
  const { name = '', text, values = [] } = config
  const plain = !('rowMode' in config) && config.types === undefined
  // Without name and values pg sends a text that may hold several statements.
  return plain && (name !== '' || values.length > 0) ? { name, text, values } : null
}

/** The results of the steps that completed, and the error that ended the rest. */
export type BatchAnswer = { results: pg.QueryResult[]; failure: Error | null }

type Field = { name: string; dataTypeID: number; format: string }
/** What pg's own query class uses of a result and of a connection, and its types do not show. */
type Result = pg.QueryResult & {
  _parsers: unknown
  _prebuiltEmptyResultObject: unknown
  addFields(fields: Field[]): void
  addRow(row: unknown): void
  addCommandComplete(message: unknown): void
  parseRow(values: unknown[]): unknown
}
type Connection = {
  stream: { write(bytes: Buffer): void }
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  parse(statement: { name: string; text: string }): void
  bind(portal: { statement: string; values: readonly Written[] }): void
  describe(portal: { type: 'P'; name: string }): void
  execute(portal: { portal: string }): void
  close(statement: { type: 'S'; name: string }): void
  sync(): void
}

type Written = string | Buffer | null
/** What a result takes from the description of its rows. */
type Shape = Pick<Result, 'fields' | '_parsers' | '_prebuiltEmptyResultObject'>

const { prepareValue } = pgUtils
const written: Buffer[] = []
/** pg's own writer of messages, writing into memory: one write to the socket costs a fraction of a dozen. */
const writer = new pg.Connection({
  stream: { writable: true, write: (bytes: Buffer) => written.push(bytes), on: () => {} } as never,
}) as unknown as Connection
const ResultOf = pg.Result as unknown as new () => Result

/** The shape of each prepared statement's rows. It cannot change: Postgres refuses a plan whose result type did. */
const shapes = new WeakMap<Connection, Map<string, Shape>>()

/**
 * Several statements as one message to Postgres with one answer (one Sync, protocol section 54.2.4), where pg
 * would have each answered by itself. Postgres runs them in order and skips what stands behind a failed one.
 */
class StatementBatch {
  // Without one pg would make a promise that nobody awaits.
  readonly callback = () => {}
  readonly steps: readonly Step[]
  readonly #settle: (answer: BatchAnswer) => void
  readonly #results: Result[] = []
  readonly #parsing = new Set<string>()
  #shapes = new Map<string, Shape>()
  #at = 0
  #unreadable: Error | null = null

  constructor(steps: readonly Step[], settle: (answer: BatchAnswer) => void) {
    this.steps = steps
    this.#settle = settle
  }

  submit(connection: Connection): Error | null {
    const { parsedStatements, submittedNamedStatements } = connection
    for (const { name, text } of this.steps) {
      const previous = parsedStatements[name] ?? submittedNamedStatements[name]
      if (name !== '' && previous !== undefined && previous !== text) {
        return new Error(`the prepared statement ${name} was used for another text`)
      }
    }
    let values: Written[][]
    try {
      // Before anything is sent: a value that cannot be written must not leave half a message behind.
      values = this.steps.map((step) => step.values.map(prepareValue))
    } catch (error) {
      return error as Error
    }
    this.#shapes = shapes.get(connection) ?? new Map()
    shapes.set(connection, this.#shapes)
    written.length = 0
    for (const [index, step] of this.steps.entries()) this.#write(step, values[index] ?? [], connection)
    writer.sync()
    connection.stream.write(Buffer.concat(written))
    return null
  }

  #write({ name, text }: Step, values: Written[], connection: Connection): void {
    const { parsedStatements, submittedNamedStatements } = connection
    if (name === '' || (parsedStatements[name] === undefined && submittedNamedStatements[name] === undefined)) {
      writer.parse({ name, text })
      if (name !== '') {
        this.#parsing.add(name)
        submittedNamedStatements[name] = text
      }
    }
    writer.bind({ statement: name, values })
    const result = new ResultOf()
    const shape = name === '' ? undefined : this.#shapes.get(name)
    if (shape === undefined) writer.describe({ type: 'P', name: '' })
    else Object.assign(result, shape)
    this.#results.push(result)
    writer.execute({ portal: '' })
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.#results[this.#at]?.addFields(message.fields)
  }

  handleDataRow(message: { fields: unknown[] }): void {
    const result = this.#results[this.#at]
    if (result === undefined || this.#unreadable !== null) return
    try {
      result.addRow(result.parseRow(message.fields))
    } catch (error) {
      this.#unreadable = error as Error
    }
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    const step = this.steps[this.#at]
    const result = this.#results[this.#at]
    if (step === undefined || result === undefined) return
    // Of all but the last nobody asks what command it was.
    if (this.#at === this.steps.length - 1) result.addCommandComplete(message)
    if (step.name !== '') {
      if (this.#parsing.delete(step.name)) {
        connection.parsedStatements[step.name] = step.text
        delete connection.submittedNamedStatements[step.name]
      }
      if (!this.#shapes.has(step.name)) {
        const { fields, _parsers, _prebuiltEmptyResultObject } = result
        this.#shapes.set(step.name, { fields, _parsers, _prebuiltEmptyResultObject })
      }
    }
    this.#at += 1
  }

  handleError(error: Error, connection: Connection): void {
    // The failed statement may have been parsed or not; those behind it were not. None is known from here on.
    const failed = this.steps[this.#at]?.name
    for (const name of this.#parsing) {
      delete connection.submittedNamedStatements[name]
      if (name === failed) connection.close({ type: 'S', name })
    }
    this.#settle({ results: this.#results.slice(0, this.#at), failure: error })
  }

  handleReadyForQuery(): void {
    const complete = this.#unreadable === null
    this.#settle({ results: complete ? this.#results : this.#results.slice(0, -1), failure: this.#unreadable })
  }
}

// A connection in pipeline mode takes pg's own query class and subclasses of it, and nothing else.
Object.setPrototypeOf(StatementBatch.prototype, pg.Query.prototype)

/** Runs the steps in order in one round trip. Never rejects: who asks decides what of it may be seen. */
export function sendBatch(client: pg.ClientBase, steps: readonly Step[]): Promise<BatchAnswer> {
  return new Promise((resolve) => {
    client.query(new StatementBatch(steps, resolve) as unknown as pg.Submittable)
  })
}
