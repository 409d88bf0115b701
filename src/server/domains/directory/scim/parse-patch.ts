import { invalidPath, invalidSyntax, invalidValue, mutability, noTarget, quote, tooMany } from './scim-failure.ts'
import { type PatchPath, parsePatchPath } from './scim-path.ts'
import type { ResourceType } from './scim-schema.ts'
import { isRecord, type JsonRecord } from './scim-value.ts'

/** One change to one attribute. `at` names the operation in messages; `value` is as the client wrote it. */
export type PatchOperation = { op: 'add' | 'replace' | 'remove'; path: PatchPath; value: unknown; at: string }

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:patchop'
/** An operation without a path counts once for each of its keys. */
const MAX_OPERATIONS = 1000

/**
 * Reads a PATCH body (RFC 7644 section 3.5.2) before anything is changed, so that one bad path stops all.
 * An operation without a path becomes one operation for each of its keys. An empty list is allowed:
 * Microsoft's validator sends one.
 * @param id of the resource: a client may repeat it, not change it
 * @throws AppError `invalid_syntax`, `invalid_path`, `invalid_value`, `no_target`, `mutability`, `too_many`
 */
export function parsePatch(type: ResourceType, id: string, body: unknown): PatchOperation[] {
  if (!isRecord(body)) throw invalidSyntax('The body must be a JSON object.')
  const schemas = member(body, 'schemas')
  const listed =
    Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === PATCH_SCHEMA)
  if (schemas !== undefined && !listed)
    throw invalidSyntax('schemas must list urn:ietf:params:scim:api:messages:2.0:PatchOp.')
  const operations = member(body, 'Operations')
  if (!Array.isArray(operations)) throw invalidSyntax('The body must have a list named Operations.')
  const read: PatchOperation[] = []
  for (const [index, operation] of operations.entries()) {
    read.push(...readOperation(type, id, operation, `Operations[${index}]`))
    if (read.length > MAX_OPERATIONS || operations.length > MAX_OPERATIONS) {
      throw tooMany(`A PATCH has at most ${MAX_OPERATIONS} operations. Send the changes in smaller parts.`)
    }
  }
  return read
}

function readOperation(type: ResourceType, id: string, raw: unknown, at: string): PatchOperation[] {
  if (!isRecord(raw)) throw invalidSyntax(`${at} must be an object.`)
  const op = member(raw, 'op')
  const verb = typeof op === 'string' ? op.toLowerCase() : ''
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove') {
    throw invalidSyntax(`${at}: op must be add, replace or remove.`)
  }
  const value = member(raw, 'value')
  const path = member(raw, 'path') ?? ''
  if (typeof path !== 'string') throw invalidPath(`${at}: path must be text.`)
  if (verb === 'remove') {
    if (path === '') throw noTarget(`${at}: remove needs a path.`)
  } else if (value === undefined) {
    throw invalidValue(`${at}: ${verb} needs a value.`)
  }
  if (path === '') return spread(type, id, verb, value, at)
  const read = parsePatchPath(type, path)
  refuseReadOnly(read, `${at}: ${quote(path)}`)
  return [{ op: verb, path: read, value, at }]
}

/** Keys may be names, dotted paths or full URNs (Entra ID with aadOptscim062020). */
function spread(
  type: ResourceType,
  id: string,
  op: 'add' | 'replace' | 'remove',
  value: unknown,
  at: string,
): PatchOperation[] {
  if (!isRecord(value)) throw invalidValue(`${at}: without a path the value must be an object of attributes.`)
  const entries = Object.entries(value)
  if (entries.length > MAX_OPERATIONS) {
    throw tooMany(`${at}: a PATCH has at most ${MAX_OPERATIONS} changes. Send them in smaller parts.`)
  }
  return entries.flatMap(([key, given]) => {
    const path = parsePatchPath(type, key)
    if (path.kind === 'attribute' && path.attribute.name === 'id' && given !== id)
      throw mutability(`${at}: id cannot be changed.`)
    return isReadOnly(path) ? [] : [{ op, path, value: given, at: `${at}.value.${quote(key)}` }]
  })
}

function refuseReadOnly(path: PatchPath, at: string): void {
  if (isReadOnly(path)) throw mutability(`${at} is read-only.`)
}

function isReadOnly(path: PatchPath): boolean {
  return path.kind === 'attribute' && (path.attribute.mutability === 'readOnly' || path.sub?.mutability === 'readOnly')
}

function member(record: JsonRecord, name: string): unknown {
  const key = Object.hasOwn(record, name)
    ? name
    : Object.keys(record).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : record[key]
}
