import { type Projection, projection, SCIM_PAGE_DEFAULT } from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { ScimContext } from './enter.ts'

type ResourceType = Parameters<typeof projection>[0]

/** `startIndex`, `count` and `filter` (RFC 7644 section 3.4.2). @throws AppError `invalid_value` */
export function readListQuery(c: ScimContext): { startIndex: number; count: number; filter: string | undefined } {
  return {
    startIndex: readInteger(c, 'startIndex', 1),
    count: readInteger(c, 'count', SCIM_PAGE_DEFAULT),
    filter: c.req.query('filter'),
  }
}

/** `attributes` and `excludedAttributes` (RFC 7644 section 3.9). @throws AppError `invalid_value` */
export function readProjection(c: ScimContext, type: ResourceType): Projection {
  return projection(type, readNames(c, 'attributes'), readNames(c, 'excludedAttributes'))
}

function readNames(c: ScimContext, name: string): string | undefined {
  const names = c.req.query(name)
  if (names?.includes('\0')) {
    throw new AppError({ code: 'invalid_value', message: `${name} holds a character that is not allowed.` })
  }
  return names
}

/** Whether `attributes` is there and asks for nothing, or for something; undefined where it is not there. */
export function asksFor(c: ScimContext): 'nothing' | 'something' | undefined {
  const attributes = c.req.query('attributes')
  if (attributes === undefined) return undefined
  return attributes.trim() === '' ? 'nothing' : 'something'
}

const LARGEST = 2_000_000_000

function readInteger(c: ScimContext, name: string, missing: number): number {
  const text = c.req.query(name)
  if (text === undefined) return missing
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) {
    throw new AppError({ code: 'invalid_value', message: `${name} must be an integer.` })
  }
  return Math.max(-LARGEST, Math.min(LARGEST, Number(text)))
}
