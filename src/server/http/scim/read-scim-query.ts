import { authorize } from '#server/domains/access/index.ts'
import {
  GROUP_RESOURCE,
  type ListRequest,
  type Projection,
  projection,
  readUserType,
  SCIM_PAGE_DEFAULT,
} from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { about } from './about.ts'
import type { Entered, ScimContext } from './enter.ts'

/** `attributes` and `excludedAttributes` as they arrived, names joined by commas. */
export type Wanted = { attributes: string | undefined; excludedAttributes: string | undefined }

/** Where a list begins, how long it is, what is in it and in which order (RFC 7644 section 3.4.2, RFC 9865). */
export function readListQuery(c: ScimContext): ListRequest {
  const cursor = c.req.query('cursor')
  const named = c.req.query('startIndex')
  if (cursor !== undefined && named !== undefined) throw bothPlaces()
  return {
    startIndex: readInteger(named, 'startIndex', 1),
    count: readInteger(c.req.query('count'), 'count', SCIM_PAGE_DEFAULT, cursor === undefined),
    filter: c.req.query('filter'),
    sortBy: c.req.query('sortBy'),
    sortOrder: c.req.query('sortOrder'),
    cursor,
  }
}

export function bothPlaces(): AppError {
  return new AppError({ code: 'invalid_value', message: 'Page by startIndex or by cursor, not by both.' })
}

export function readWanted(c: ScimContext): Wanted {
  return { attributes: c.req.query('attributes'), excludedAttributes: c.req.query('excludedAttributes') }
}

/**
 * What an answer shows (RFC 7644 section 3.9). Read before anything is changed: what cannot be answered is not done.
 * @throws AppError `invalid_value`
 */
export async function projectionOf(
  { principal }: Entered,
  type: 'User' | 'Group',
  { attributes, excludedAttributes }: Wanted,
): Promise<Projection> {
  for (const [name, text] of Object.entries({ attributes, excludedAttributes })) {
    if (text?.includes('\0')) {
      throw new AppError({ code: 'invalid_value', message: `${name} holds a character that is not allowed.` })
    }
  }
  if (type === 'Group') return projection(GROUP_RESOURCE, attributes, excludedAttributes)
  const scope = authorize(principal, 'scim:read', about(principal, 'scim_users'))
  return projection(await readUserType(scope, attributes, excludedAttributes), attributes, excludedAttributes)
}

/** Whether `attributes` is there and asks for nothing, or for something; undefined where it is not there. */
export function asksFor({ attributes }: Wanted): 'nothing' | 'something' | undefined {
  if (attributes === undefined) return undefined
  return attributes.trim() === '' ? 'nothing' : 'something'
}

const LARGEST = 2_000_000_000

function readInteger(text: string | undefined, name: string, missing: number, byIndex = true): number {
  if (text === undefined) return missing
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) {
    // RFC 9865 section 2.1: by cursor a count that cannot be is an error of its own.
    throw new AppError({ code: byIndex ? 'invalid_value' : 'invalid_count', message: `${name} must be an integer.` })
  }
  return withinReach(Number(text))
}

/** Postgres' integers; a number beyond them means the same as the largest. */
export function withinReach(given: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, given))
}
