import { entityTag, type JsonRecord } from '#server/domains/directory/index.ts'
import { AppError, isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { bulkReferences, replaceBulkReferences } from './bulk-references.ts'
import type { BulkOperation, BulkRequest } from './bulk-request.ts'
import { carryOut, type Outcome } from './carry-out.ts'
import type { Entered } from './enter.ts'
import { refusalOf, scimErrorBody } from './scim-answer.ts'

type Result = { outcome: Outcome; id: string } | { error: unknown }

/**
 * Carries out the operations in their order, but for those that others need before: a resource that is referred to is
 * made first. Each is one change as a request of its own would be, kept or refused by itself.
 * @returns what is said of each operation that was tried, in the order of the request
 */
export async function runBulk(entered: Entered, { operations, failOnErrors }: BulkRequest): Promise<JsonRecord[]> {
  const run = new BulkRun(entered, operations, failOnErrors)
  for (const index of operations.keys()) await run.reach(index)
  return operations.flatMap((operation, index) => {
    const result = run.results.get(index)
    return result && result !== 'under way' ? [answerTo(entered.base, operation, result)] : []
  })
}

class BulkRun {
  readonly results = new Map<number, Result | 'under way'>()
  readonly #entered: Entered
  readonly #operations: readonly BulkOperation[]
  readonly #places: Map<string, number>
  #errorsLeft: number

  constructor(entered: Entered, operations: readonly BulkOperation[], failOnErrors: number) {
    this.#entered = entered
    this.#operations = operations
    this.#errorsLeft = failOnErrors
    this.#places = new Map(
      operations.flatMap(({ bulkId, verb }, index) =>
        bulkId !== undefined && verb === 'POST' ? [[bulkId, index]] : [],
      ),
    )
  }

  async reach(index: number): Promise<void> {
    const operation = this.#operations[index]
    if (operation === undefined || this.results.has(index) || this.#errorsLeft <= 0) return
    this.results.set(index, 'under way')
    let result: Result
    try {
      result = await this.#try(operation)
    } catch (error) {
      if (!isAppError(error) || error.code === 'internal') {
        const { tenantId, request } = this.#entered.principal
        logger().error({ err: error, tenantId, requestId: request.requestId }, 'an operation of a bulk request failed')
      }
      result = { error }
      this.#errorsLeft -= 1
    }
    if ('error' in result && this.#errorsLeft < 0) return
    this.results.set(index, result)
  }

  async #try(operation: BulkOperation): Promise<Result> {
    const { verb, target, data, version } = operation
    if (isAppError(target)) throw target
    const needed = bulkReferences({ path: target.id, data })
    const ids = new Map<string, string>()
    for (const bulkId of needed) ids.set(bulkId, await this.#idOf(bulkId))
    const resolve = (bulkId: string) => ids.get(bulkId) ?? ''
    const { path, data: body } = replaceBulkReferences({ path: target.id, data }, resolve) as {
      path: string
      data: unknown
    }
    const outcome = await carryOut(this.#entered, verb, {
      resource: target.resource,
      id: path,
      ifMatch: verb === 'POST' ? undefined : version,
      body: async () => body,
      wanted: { attributes: undefined, excludedAttributes: undefined },
    })
    return { outcome, id: outcome.location?.split('/').at(-1) ?? path }
  }

  /** @throws AppError `invalid_value` where nothing has this bulkId, `conflict` where it did not come to be */
  async #idOf(bulkId: string): Promise<string> {
    const place = this.#places.get(bulkId)
    const shown = JSON.stringify(bulkId.slice(0, 80))
    if (place === undefined) {
      throw new AppError({ code: 'invalid_value', message: `No POST of this request has the bulkId ${shown}.` })
    }
    // RFC 7644 section 3.7.1: references in a circle end in 409.
    if (this.results.get(place) === 'under way') {
      throw new AppError({ code: 'conflict', message: `The references to bulkId ${shown} run in a circle.` })
    }
    await this.reach(place)
    const made = this.results.get(place)
    if (made !== undefined && made !== 'under way' && 'id' in made) return made.id
    throw new AppError({ code: 'conflict', message: `The resource with the bulkId ${shown} could not be made.` })
  }
}

function answerTo(base: string, { verb, bulkId, target }: BulkOperation, result: Result): JsonRecord {
  const said: JsonRecord = { method: verb, ...(bulkId === undefined ? {} : { bulkId }) }
  if ('outcome' in result) {
    const { status, version, location } = result.outcome
    return {
      ...said,
      location: location ?? locationOf(base, target, result.id) ?? base,
      ...(version === undefined ? {} : { version: entityTag(version) }),
      status: String(status),
    }
  }
  const error = refusalOf(result.error)
  const location = verb === 'POST' || isAppError(target) ? undefined : locationOf(base, target, target.id)
  return {
    ...said,
    ...(location === undefined ? {} : { location }),
    status: String(error.status),
    response: scimErrorBody(error),
  }
}

function locationOf(base: string, target: BulkOperation['target'], id: string): string | undefined {
  return isAppError(target) ? undefined : `${base}/${target.resource}s/${id}`
}
