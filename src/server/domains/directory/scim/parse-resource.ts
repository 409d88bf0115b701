import { coerceValue } from './coerce-value.ts'
import { invalidSyntax, invalidValue, quote } from './scim-failure.ts'
import { coreAttributes, findAttribute, findSchema, type ResourceType, type ScimAttribute } from './scim-schema.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/**
 * The body of POST or PUT as what a client may set: canonical names, no `schemas`, nothing read-only,
 * no password. What no schema knows is left out (RFC 7644 section 3.3).
 * @throws AppError `invalid_syntax`, `invalid_value`
 */
export function parseResource(type: ResourceType, body: unknown): JsonRecord {
  if (!isRecord(body)) throw invalidSyntax('The body must be a JSON object.')
  requireSchema(type, body)
  const resource: JsonRecord = {}
  const seen = new Set<string>()
  for (const [name, raw] of Object.entries(body)) {
    if (seen.has(name.toLowerCase()))
      throw invalidSyntax(`${quote(name)} stands twice in the body, written differently.`)
    seen.add(name.toLowerCase())
    const extension = name.includes(':') ? findSchema(type, name) : undefined
    if (extension && extension !== type.schema) {
      const values = parseExtension(extension.attributes, raw, extension.id)
      if (values) resource[extension.id] = values
      continue
    }
    const attribute = findAttribute(coreAttributes(type), name)
    if (attribute && isWritable(attribute)) set(resource, attribute, raw, attribute.name)
  }
  requireAttributes(type, resource)
  return resource
}

/**
 * What is required is there: in the core schema always, in an extension wherever the extension is used.
 * @throws AppError `invalid_value`
 */
export function requireAttributes(type: ResourceType, resource: JsonRecord): void {
  for (const attribute of type.schema.attributes) {
    if (attribute.required && !isGiven(resource[attribute.name])) throw invalidValue(`${attribute.name} is required.`)
  }
  for (const { id, attributes } of type.extensions) {
    const values = resource[id]
    if (!isRecord(values)) continue
    const missing = attributes.find((attribute) => attribute.required && !isGiven(values[attribute.name]))
    if (missing) throw invalidValue(`${id}:${missing.name} is required where ${id} is used.`)
  }
}

function isGiven(value: Json | undefined): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined
}

/** Whether a client's value for it is kept. */
export function isWritable(attribute: ScimAttribute): boolean {
  return attribute.mutability !== 'readOnly' && attribute.returned !== 'never' && attribute.name !== 'schemas'
}

export function parseExtension(attributes: readonly ScimAttribute[], raw: unknown, at: string): JsonRecord | undefined {
  if (raw === null || raw === undefined) return undefined
  if (!isRecord(raw)) throw invalidSyntax(`${at} must be an object.`)
  const values: JsonRecord = {}
  for (const [name, given] of Object.entries(raw)) {
    const attribute = findAttribute(attributes, name)
    if (attribute && isWritable(attribute)) set(values, attribute, given, `${at}:${attribute.name}`)
  }
  return Object.keys(values).length > 0 ? values : undefined
}

function set(into: JsonRecord, attribute: ScimAttribute, raw: unknown, at: string): void {
  const value = coerceValue(attribute, raw, at)
  if (value !== undefined) into[attribute.name] = value
}

/** RFC 7643 section 3: `schemas` is required. More than is known may stand in it: Entra ID adds one of its own. */
function requireSchema(type: ResourceType, body: JsonRecord): void {
  const name = Object.keys(body).find((key) => key.toLowerCase() === 'schemas')
  const schemas = name === undefined ? undefined : body[name]
  const listed =
    Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && findSchema(type, urn) === type.schema)
  if (!listed) throw invalidValue(`schemas must list ${type.schema.id}.`)
}
