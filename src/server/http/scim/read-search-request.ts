import { type ListRequest, SCIM_PAGE_DEFAULT } from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { ScimContext } from './enter.ts'
import { readMessage } from './read-message.ts'
import { readScimBody } from './read-scim-body.ts'
import { bothPlaces, type Wanted, withinReach } from './read-scim-query.ts'

/**
 * The body of POST /.search (RFC 7644 section 3.4.3): what the query string says otherwise.
 * @throws AppError `invalid_syntax`, `invalid_value`, `invalid_count`
 */
export async function readSearchRequest(c: ScimContext): Promise<ListRequest & Wanted> {
  const given = readMessage(await readScimBody(c), 'SearchRequest')
  const cursor = text(given('cursor'), 'cursor')
  if (cursor !== undefined && given('startIndex') != null) throw bothPlaces()
  return {
    attributes: names(given('attributes'), 'attributes'),
    excludedAttributes: names(given('excludedAttributes'), 'excludedAttributes'),
    filter: text(given('filter'), 'filter'),
    sortBy: text(given('sortBy'), 'sortBy'),
    sortOrder: text(given('sortOrder'), 'sortOrder'),
    startIndex: integer(given('startIndex'), 'startIndex', 1),
    count: integer(given('count'), 'count', SCIM_PAGE_DEFAULT, cursor === undefined),
    cursor,
  }
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw invalid(`${name} must be text.`)
}

/** A list of names; a single text is taken for one with commas. */
function names(value: unknown, name: string): string | undefined {
  if (!Array.isArray(value)) return text(value, name)
  if (value.every((item) => typeof item === 'string')) return value.join(',')
  throw invalid(`${name} must be a list of names.`)
}

function integer(value: unknown, name: string, missing: number, byIndex = true): number {
  if (value === undefined || value === null) return missing
  if (typeof value === 'number' && Number.isInteger(value)) return withinReach(value)
  throw new AppError({ code: byIndex ? 'invalid_value' : 'invalid_count', message: `${name} must be an integer.` })
}

function invalid(message: string): AppError {
  return new AppError({ code: 'invalid_value', message })
}
