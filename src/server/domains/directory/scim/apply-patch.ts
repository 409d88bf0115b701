import { coerceValue, MAX_ELEMENTS } from './coerce-value.ts'
import type { PatchOperation } from './parse-patch.ts'
import { isWritable, parseExtension, requireAttributes } from './parse-resource.ts'
import { patchValues } from './patch-values.ts'
import { invalidValue } from './scim-failure.ts'
import { findAttribute, type ResourceType, type ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'
import { PatchWork, ValueList } from './value-list.ts'

/**
 * The resource after all operations (RFC 7644 section 3.5.2); the one given is not changed. One
 * operation that fails fails all. Add and replace differ for lists only: elsewhere providers use
 * them interchangeably.
 * @throws AppError `invalid_value`, `no_target`, `mutability`, `too_many`
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonRecord,
  operations: readonly PatchOperation[],
): JsonRecord {
  let patched = structuredClone(resource)
  const lists = new OpenLists()
  for (const operation of operations) patched = applyOperation(patched, operation, lists)
  patched = lists.closeInto(patched)
  requireAttributes(type, patched)
  return patched
}

/** Lists are opened at the first operation on them and written back once, after the last. */
class OpenLists {
  readonly #open = new Map<ScimAttribute, ValueList>()
  readonly #work = new PatchWork()

  patch(attribute: ScimAttribute, held: Json | undefined, operation: PatchOperation): void {
    const list = this.#open.get(attribute) ?? this.#listOf(held)
    this.#open.set(attribute, list)
    patchValues(attribute, list, operation)
  }

  /** For a list inside an extension, which operations on the whole extension see too. */
  patchAtOnce(attribute: ScimAttribute, held: Json | undefined, operation: PatchOperation): Json | undefined {
    const list = this.#listOf(held)
    patchValues(attribute, list, operation)
    return settle(attribute, list)
  }

  closeInto(resource: JsonRecord): JsonRecord {
    let closed = resource
    for (const [attribute, list] of this.#open) closed = withMember(closed, attribute.name, settle(attribute, list))
    return closed
  }

  #listOf(held: Json | undefined): ValueList {
    const values = Array.isArray(held) ? held : []
    this.#work.spend(values.length)
    return new ValueList(values, this.#work)
  }
}

function settle(attribute: ScimAttribute, list: ValueList): Json[] | undefined {
  const values = list.settled()
  if (values.length > MAX_ELEMENTS) throw invalidValue(`${attribute.name} has at most ${MAX_ELEMENTS} values.`)
  return values.length > 0 ? values : undefined
}

function applyOperation(resource: JsonRecord, operation: PatchOperation, lists: OpenLists): JsonRecord {
  const { path } = operation
  if (path.kind === 'extension')
    return patchExtension(resource, path.extension.id, path.extension.attributes, operation)
  if (!isWritable(path.attribute)) return resource
  const { attribute, extension } = path
  if (!extension) {
    if (!attribute.multiValued) return patchAttribute(resource, attribute, operation)
    lists.patch(attribute, resource[attribute.name], operation)
    return resource
  }
  const held = resource[extension.id]
  const within = isRecord(held) ? held : {}
  const patched = attribute.multiValued
    ? withMember(within, attribute.name, lists.patchAtOnce(attribute, within[attribute.name], operation))
    : patchAttribute(within, attribute, operation)
  return withMember(resource, extension.id, emptyIsGone(patched))
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
  return withMember(record, attribute.name, patchSingle(attribute, record[attribute.name], operation))
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
