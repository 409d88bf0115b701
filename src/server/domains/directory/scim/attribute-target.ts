import {
  coreAttributes,
  findAttribute,
  findSchema,
  type ResourceType,
  type ScimAttribute,
  type ScimSchema,
} from './scim-schema.ts'

/** What an attribute path points at. `extension` is null for what stands at the top of a resource. */
export type AttributeTarget = {
  extension: ScimSchema | null
  attribute: ScimAttribute
  sub: ScimAttribute | null
}

/**
 * Resolves `[URN ":"] name ["." sub]` (RFC 7644 section 3.10), without regard to case.
 * The URN ends at the last colon: versions in it hold dots (`…:2.0:User:name`).
 * An attribute of an extension is also found without its URN where no core attribute has that
 * name: Entra ID writes `manager`.
 */
export function resolveTarget(type: ResourceType, text: string): AttributeTarget | undefined {
  const colon = text.lastIndexOf(':')
  const [name = '', subName, ...rest] = text.slice(colon + 1).split('.')
  if (rest.length > 0) return undefined
  if (colon >= 0) {
    const schema = findSchema(type, text.slice(0, colon))
    if (!schema) return undefined
    const extension = schema === type.schema ? null : schema
    return within(extension ? extension.attributes : coreAttributes(type), extension, name, subName)
  }
  const core = within(coreAttributes(type), null, name, subName)
  if (core) return core
  for (const extension of type.extensions) {
    const found = within(extension.attributes, extension, name, subName)
    if (found) return found
  }
  return undefined
}

function within(
  attributes: readonly ScimAttribute[],
  extension: ScimSchema | null,
  name: string,
  subName: string | undefined,
): AttributeTarget | undefined {
  const attribute = findAttribute(attributes, name)
  if (!attribute) return undefined
  if (subName === undefined) return { extension, attribute, sub: null }
  const sub = findAttribute(attribute.subAttributes ?? [], subName)
  return sub && { extension, attribute, sub }
}
