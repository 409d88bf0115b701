import { MAX_BULK_OPERATIONS } from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { Verb } from './carry-out.ts'
import { invalidBody } from './invalid-body.ts'
import { readMessage } from './read-message.ts'

/** What is wrong with one operation fails it alone. `id` may be `bulkId:…`. */
export type BulkOperation = {
  verb: Verb
  bulkId: string | undefined
  version: string | undefined
  data: unknown
  /** Where it leads; an error where that, or anything else of it, cannot be read. */
  target: { resource: 'User' | 'Group'; id: string } | AppError
}
export type BulkRequest = { operations: BulkOperation[]; failOnErrors: number }

/**
 * A bulk request (RFC 7644 section 3.7).
 * @throws AppError `invalid_syntax`, `payload_too_large` for more operations than ServiceProviderConfig allows
 */
export function readBulkRequest(body: unknown): BulkRequest {
  const given = readMessage(body, 'BulkRequest')
  const failOnErrors = given('failOnErrors') ?? Number.POSITIVE_INFINITY
  const counts = typeof failOnErrors === 'number' && (Number.isInteger(failOnErrors) || failOnErrors === Infinity)
  if (!counts || failOnErrors < 1) {
    throw invalidBody('failOnErrors must be an integer from 1.')
  }
  const list = given('Operations')
  if (!Array.isArray(list)) throw invalidBody('The body must have a list named Operations.')
  if (list.length > MAX_BULK_OPERATIONS) {
    throw new AppError({
      code: 'payload_too_large',
      message: `A bulk request has at most ${MAX_BULK_OPERATIONS} operations (maxOperations). Send them in several.`,
    })
  }
  const operations = list.map((raw: unknown, index) => readOperation(raw, `Operations[${index}]`))
  const ids = operations.flatMap(({ bulkId }) => bulkId ?? [])
  if (new Set(ids).size < ids.length) throw invalidBody('Each bulkId stands for one operation; one stands twice.')
  return { operations, failOnErrors }
}

function readOperation(raw: unknown, at: string): BulkOperation {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw invalidBody(`${at} must be an object.`)
  const members = new Map(Object.entries(raw).map(([name, value]) => [name.toLowerCase(), value as unknown]))
  const text = (name: string): string | undefined => {
    const value = members.get(name)
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
    throw invalidBody(`${at}: ${name === 'bulkid' ? 'bulkId' : name} must be text.`)
  }
  const verb = (text('method') ?? '').toUpperCase()
  if (!isVerb(verb)) throw invalidBody(`${at}: method must be POST, PUT, PATCH or DELETE.`)
  const bulkId = text('bulkid')
  const operation = { verb, bulkId, version: text('version'), data: members.get('data') }
  return { ...operation, target: readTarget(operation, text('path') ?? '', at) }
}

const PATH = /^\/(Users|Groups)(?:\/([^/?#]+))?$/

function readTarget(
  { verb, bulkId, data }: Omit<BulkOperation, 'target'>,
  path: string,
  at: string,
): BulkOperation['target'] {
  const [, endpoint, id = ''] = PATH.exec(path) ?? []
  if (endpoint === undefined) return invalidBody(`${at}: path must be /Users or /Groups, with an id but for POST.`)
  if ((verb === 'POST') !== (id === '')) {
    return invalidBody(
      `${at}: ${verb === 'POST' ? 'a POST has no id in its path' : `a ${verb} names an id in its path`}.`,
    )
  }
  if (verb === 'POST' && !bulkId) return invalidBody(`${at}: a POST needs a bulkId (RFC 7644 section 3.7).`)
  if (verb !== 'DELETE' && data === undefined) return invalidBody(`${at}: ${verb} needs data.`)
  return { resource: endpoint === 'Users' ? 'User' : 'Group', id }
}

function isVerb(text: string): text is Verb {
  return text === 'POST' || text === 'PUT' || text === 'PATCH' || text === 'DELETE'
}
