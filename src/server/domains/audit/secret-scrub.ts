import { type JsonObject, type JsonValue, MAX_JSON_DEPTH, TOO_DEEP } from './canonical-json.ts'
import { invalidAuditInput, pointerToken } from './invalid-audit-input.ts'
import { isSecretName, isSecretText } from './secret-patterns.ts'

/** What stands in place of a secret. */
export const SCRUBBED = '[scrubbed]'

declare const scrubbed: unique symbol
/** Metadata that went through {@link scrubSecrets}: the only kind that can be hashed. */
export type ScrubbedMetadata = JsonObject & { readonly [scrubbed]: true }

/**
 * A copy of an event's metadata in which every secret is replaced by `[scrubbed]`, since what is hashed can never be
 * taken out again: members named like one (`password`, `clientSecret`, `Set-Cookie`, `SAMLResponse`, …; not `tokenId`
 * or `passwordChangedAt`) and texts that are one, wherever they stand (bearer tokens, JWTs, private keys, SAML
 * assertions, addresses with a password). Booleans and null are never secrets. Members that are `undefined` are left
 * out. What is not JSON is passed on, for the canonical form to refuse.
 *
 * @throws AppError `invalid_input` where it is nested too deep to be looked through.
 */
export function scrubSecrets(metadata: Readonly<Record<string, unknown>>): ScrubbedMetadata {
  return scrubObject(metadata, '/metadata', 1) as ScrubbedMetadata
}

function scrubObject(object: object, path: string, depth: number): JsonObject {
  if (depth >= MAX_JSON_DEPTH) throw invalidAuditInput(path, TOO_DEEP)
  const copy: JsonObject = {}
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    const clean = isSecretName(name, value) ? SCRUBBED : scrubValue(value, path, name, depth + 1)
    // Assigning to `__proto__` would set the prototype instead of a member.
    if (name !== '__proto__') copy[name] = clean
    else Object.defineProperty(copy, name, { value: clean, enumerable: true, configurable: true, writable: true })
  }
  return copy
}

/** `parent` and `key` are joined only for containers: most values are neither. */
function scrubValue(value: unknown, parent: string, key: string | number, depth: number): JsonValue {
  if (typeof value === 'string') return isSecretText(value) ? SCRUBBED : value
  if (typeof value !== 'object' || value === null) return value as JsonValue
  const path = `${parent}/${pointerToken(key)}`
  if (Array.isArray(value)) {
    if (depth >= MAX_JSON_DEPTH) throw invalidAuditInput(path, TOO_DEEP)
    return Array.from(value, (item, index) => scrubValue(item, path, index, depth + 1))
  }
  return isPlainObject(value) ? scrubObject(value, path, depth) : (value as JsonValue)
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
