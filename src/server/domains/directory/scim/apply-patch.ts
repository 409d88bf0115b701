import { coerceValue } from './coerce-value.ts'
import type { PatchOperation } from './parse-patch.ts'
import { isWritable, parseExtension } from './parse-resource.ts'
import { patchValues } from './patch-values.ts'
import { invalidValue } from './scim-failure.ts'
import { findAttribute, type ResourceType, type ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/**
 * The resource after all operations (RFC 7644 section 3.5.2); the one given is not changed. One
 * operation that fails fails all. Add and replace differ for lists only: elsewhere providers use
 * them interchangeably.
 * @throws AppError `invalid_value`, `no_target`, `mutability`
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonRecord,
  operations: readonly PatchOperation[],
): JsonRecord {
  let patched = structuredClone(resource)
  for (const operation of operations) patched = applyOperation(patched, operation)
  for (const attribute of type.schema.attributes) {
    const value = patched[attribute.name]
    if (attribute.required && (typeof value !== 'string' || value.trim() === '')) {
      throw invalidValue(`${attribute.name} is required and cannot be removed.`)
    }
  }
  return patched
}

function applyOperation(resource: JsonRecord, operation: PatchOperation): JsonRecord {
  const { path } = operation
  if (path.kind === 'extension')
    return patchExtension(resource, path.extension.id, path.extension.attributes, operation)
  if (!isWritable(path.attribute)) return resource
  if (!path.extension) return patchAttribute(resource, path.attribute, operation)
  const held = resource[path.extension.id]
  return withMember(
    resource,
    path.extension.id,
    emptyIsGone(patchAttribute(isRecord(held) ? held : {}, path.attribute, operation)),
  )
}

function patchExtension(
  resource: JsonRecord,
  id: string,
  attributes: readonly ScimAttribute[],
  operation: PatchOperation,
): JsonRecord {
  if (operation.op === 'remove' || operation.value === null) return withMember(resource, id, undefined)
  const held = resource[id]
  const given = isRecord(operation.value) ? operation.value : undefined
  if (!given) throw invalidValue(`${operation.at}: the value must be an object of attributes.`)
  let merged: JsonRecord = { ...(isRecord(held) ? held : {}), ...parseExtension(attributes, given, operation.at) }
  // What is null or "" for a complex value was left out above: it clears.
  for (const name of Object.keys(given)) {
    const attribute = findAttribute(attributes, name)
    if (attribute && isWritable(attribute) && coerceValue(attribute, given[name], name) === undefined) {
      merged = withMember(merged, attribute.name, undefined)
    }
  }
  return withMember(resource, id, emptyIsGone(merged))
}

function patchAttribute(record: JsonRecord, attribute: ScimAttribute, operation: PatchOperation): JsonRecord {
  const held = record[attribute.name]
  const next = attribute.multiValued
    ? patchValues(attribute, Array.isArray(held) ? held : [], operation)
    : patchSingle(attribute, held, operation)
  return withMember(record, attribute.name, next)
}

function patchSingle(attribute: ScimAttribute, held: Json | undefined, operation: PatchOperation): Json | undefined {
  const { op, value, at } = operation
  const sub = operation.path.kind === 'attribute' ? operation.path.sub : null
  const parts = isRecord(held) ? held : {}
  if (sub) {
    const given = op === 'remove' ? undefined : coerceValue(sub, value, at)
    // Another `value` is another thing referred to: what else was known of the old one goes with it.
    const kept = sub.name === 'value' ? {} : parts
    return attribute.type === 'complex' && given === '' && sub.name === 'value'
      ? undefined
      : emptyIsGone(withMember(kept, sub.name, given))
  }
  if (op === 'remove') return undefined
  const given = coerceValue(attribute, value, at)
  const refers = findAttribute(attribute.subAttributes ?? [], 'value') !== undefined
  // RFC 7644 section 3.5.2.3: of a complex attribute the sub-attributes in the value are replaced, the rest stays.
  return isRecord(given) && !refers ? { ...parts, ...given } : given
}

function withMember(record: JsonRecord, name: string, value: Json | undefined): JsonRecord {
  const { [name]: _, ...rest } = record
  return value === undefined ? rest : { ...rest, [name]: value }
}

function emptyIsGone(record: JsonRecord): JsonRecord | undefined {
  return Object.keys(record).length > 0 ? record : undefined
}
