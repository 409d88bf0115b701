import type { TenantTx } from '#server/platform/db/index.ts'
import { schemasDefined } from './schema-store.ts'
import { findSchema, type ResourceType } from './scim/scim-schema.ts'
import { isRecord } from './scim/scim-value.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'

/**
 * What a User holds in this tenant: the built-in schemas and those that it defined. Only requests that name another
 * URN need it. Work that may write holds the definitions, so that none is removed under a value that is being stored;
 * call it before any other row is locked.
 */
export async function userTypeIn(tx: TenantTx): Promise<ResourceType> {
  const defined = await schemasDefined(tx, !tx.scope.permission.endsWith(':read'))
  return { ...USER_RESOURCE, extensions: [...USER_RESOURCE.extensions, ...defined] }
}

/** Whether a body names a schema that is not built in: as a key, or in the path of a PATCH operation. */
export function bodyNamesOthers(body: unknown): boolean {
  for (const name of namesIn(body)) if (isOther(name)) return true
  return false
}

/** The same of a filter, of `sortBy` and of a list of attributes. What stands in quotes is a value. */
export function textNamesOthers(...texts: (string | undefined)[]): boolean {
  return texts.some((text) => {
    if (!text?.includes(':')) return false
    return (text.replace(QUOTED, '""').match(QUALIFIED) ?? []).some(isOther)
  })
}

const QUOTED = /"(?:[^"\\]|\\.)*"/gs
const QUALIFIED = /[A-Za-z][\w.-]*(?::[\w$.-]+)+/g

function isOther(name: string): boolean {
  const plain = name.split('[')[0] ?? ''
  const colon = plain.lastIndexOf(':')
  return colon >= 0 && !findSchema(USER_RESOURCE, plain) && !findSchema(USER_RESOURCE, plain.slice(0, colon))
}

function* namesIn(body: unknown): Generator<string> {
  if (!isRecord(body)) return
  yield* Object.keys(body)
  for (const [name, operations] of Object.entries(body)) {
    if (name.toLowerCase() !== 'operations' || !Array.isArray(operations)) continue
    for (const operation of operations) {
      for (const [part, value] of isRecord(operation) ? Object.entries(operation) : []) {
        if (part.toLowerCase() === 'path' && typeof value === 'string') yield value
        if (part.toLowerCase() === 'value' && isRecord(value)) yield* Object.keys(value)
      }
    }
  }
}
