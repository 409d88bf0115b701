import { HIDDEN } from '#contracts/provisioning-log.ts'
import { maskText, storable } from './split-personal.ts'

const WORDS = /^(scim|v2|Users|Groups|Me|Bulk|Schemas|ResourceTypes|ServiceProviderConfig|\.search|User|Group|)$/
const IDS = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|urn:ietf:params:scim:[\w:.%-]+)$/i
const LONGEST = 4_000

/** A path as it was sent, each segment that is neither ours nor an id of ours hidden. */
export function maskPath(path: string): string {
  return path
    .slice(0, LONGEST)
    .split('/')
    .map((segment) => (WORDS.test(segment) || IDS.test(segment) ? segment : HIDDEN))
    .join('/')
}

/** Not `cursor`: of a sorted list it holds the value where a page ended. */
const OPEN = /^(startIndex|count|attributes|excludedAttributes|sortBy|sortOrder|aadOptscim062020)$/i

/** A query, decoded, with the literals of its filter and the values of unknown parameters hidden. */
export function maskQuery(query: string): string {
  return pairs(query)
    .map(([name, value]) => {
      if (/^filter$/i.test(name)) return `${name}=${maskText(value)}`
      if (OPEN.test(name) && /^[\w:.,$+\s-]{0,1000}$/.test(value)) return value === '' ? name : `${name}=${value}`
      return `${/^[\w.-]{1,64}$/.test(name) ? name : HIDDEN}=${HIDDEN}`
    })
    .join('&')
}

const SECRET = /password|secret|token|credential/i

/** The same with nothing hidden but a literal that stands for a secret. */
export function readableQuery(query: string): string {
  return pairs(query)
    .map(([name, value]) => {
      if (SECRET.test(name)) return `${name}=${HIDDEN}`
      return `${name}=${SECRET.test(value) ? maskText(value) : value}`
    })
    .join('&')
}

function pairs(query: string): [name: string, value: string][] {
  return [...new URLSearchParams(query.slice(0, LONGEST))].map(([name, value]) => [storable(name), storable(value)])
}
