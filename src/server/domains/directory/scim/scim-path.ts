import { isAppError } from '#server/platform/errors/app-error.ts'
import { resolveTarget } from './attribute-target.ts'
import { invalidPath, quote } from './scim-failure.ts'
import { type Filter, parseElementFilter } from './scim-filter.ts'
import { findAttribute, findSchema, type ResourceType, type ScimAttribute, type ScimSchema } from './scim-schema.ts'

/** What a PATCH operation is about: an attribute, perhaps some of its values, perhaps a part of them; or a whole extension. */
export type PatchPath =
  | { kind: 'extension'; extension: ScimSchema }
  | {
      kind: 'attribute'
      extension: ScimSchema | null
      attribute: ScimAttribute
      filter: Filter | null
      sub: ScimAttribute | null
    }

const WITH_FILTER = /^([^[\]]+)\[(.*)\](?:\.(\$?[A-Za-z][\w$-]*))?$/s
const MAX_PATH_LENGTH = 4096

/**
 * Reads the `path` of a PATCH operation (RFC 7644 section 3.5.2, figure 7).
 * @throws AppError `invalid_path`, also where the filter in it cannot be read
 */
export function parsePatchPath(type: ResourceType, text: string): PatchPath {
  if (text.length > MAX_PATH_LENGTH) throw invalidPath(`A path has at most ${MAX_PATH_LENGTH} characters.`)
  const extension = findSchema(type, text)
  if (extension && extension !== type.schema) return { kind: 'extension', extension }
  const [, name = text, filterText, subName] = WITH_FILTER.exec(text) ?? []
  const target = resolveTarget(type, name)
  if (!target) throw invalidPath(`There is no attribute ${quote(text)}.`)
  if (filterText === undefined) return { kind: 'attribute', filter: null, ...target }
  const { attribute } = target
  if (target.sub || !attribute.multiValued || attribute.type !== 'complex') {
    throw invalidPath(`${quote(name)} has no values to choose from; brackets follow a multi-valued attribute.`)
  }
  const sub = subName === undefined ? null : findAttribute(attribute.subAttributes ?? [], subName)
  if (sub === undefined) throw invalidPath(`There is no attribute ${quote(`${name}.${subName}`)}.`)
  return {
    kind: 'attribute',
    extension: target.extension,
    attribute,
    filter: readFilter(attribute, filterText, text),
    sub,
  }
}

function readFilter(attribute: ScimAttribute, filterText: string, path: string): Filter {
  try {
    return parseElementFilter(attribute, filterText)
  } catch (error) {
    if (isAppError(error, 'invalid_filter')) throw invalidPath(`In the path ${quote(path)}: ${error.message}`)
    throw error
  }
}
