import type { ProvisioningClient } from '#contracts/provisioning-log.ts'
import type { JsonRecord } from '#server/domains/directory/index.ts'
import type { ScimRequest } from '../scim-door.ts'
import type { WantedPerson } from '../wanted.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** What differs between a person here and in the provider: the attribute's path and its value there. */
export type Difference = { path: string; value: string | boolean }

export type GroupChange = {
  id: string
  name: string
  add: readonly string[]
  remove: readonly string[]
  /** All that are members afterwards. */
  all: readonly string[]
}

/** How a provider says what it wants, as its requests were recorded. */
export type Dialect = {
  client: ProvisioningClient
  /** Connection test and discovery. */
  opening: readonly ScimRequest[]
  findPerson(person: WantedPerson): ScimRequest
  createPerson(person: WantedPerson): ScimRequest
  /** Reads the person before it writes them, and writes back all that it read. */
  readsFirst: boolean
  /** Writes who is here already even where nothing differs. */
  writesAlways: boolean
  updatePerson(id: string, person: WantedPerson, differences: readonly Difference[], stored: JsonRecord): ScimRequest
  /** What becomes of who is no longer assigned. */
  removePerson(id: string, stored: JsonRecord): ScimRequest
  /** Who is disabled here already is left alone; a provider that deletes does so anyway. */
  removesDisabled: boolean
  groups: null | {
    find(name: string): ScimRequest
    create(name: string, members: readonly string[]): ScimRequest
    readsFirst: boolean
    change(change: GroupChange, stored: JsonRecord): ScimRequest[]
    delete(id: string): ScimRequest
  }
}

export function findBy(resource: 'Users' | 'Groups', attribute: string, value: string, more = ''): ScimRequest {
  const literal = JSON.stringify(value)
  return { method: 'GET', path: `/${resource}?filter=${encodeURIComponent(`${attribute} eq ${literal}`)}${more}` }
}

export function patch(path: string, Operations: readonly unknown[]): ScimRequest {
  return { method: 'PATCH', path, body: { schemas: [PATCH_OP], Operations } }
}

/** A request names no more members than so many; a provider sends several. */
export function inParts<T>(items: readonly T[], most = 100): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, index * most + most),
  )
}

/** An object without the members that are null or undefined. */
export function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}

export function nameOf({ givenName, familyName }: WantedPerson): Record<string, unknown> | null {
  return givenName === null && familyName === null ? null : present({ givenName, familyName })
}

/** What is stored, with these differences made to it: for providers that write everything back. */
export function written(stored: JsonRecord, differences: readonly Difference[]): Record<string, unknown> {
  const body = structuredClone(stored) as Record<string, unknown>
  for (const { path, value } of differences) {
    if (path === EMAIL_PATH) body['emails'] = [{ type: 'work', primary: true, value }]
    else if (path.startsWith('name.')) {
      body['name'] = { ...(body['name'] as object | undefined), [path.slice(5)]: value }
    } else if (path.startsWith(`${ENTERPRISE}:`)) {
      body[ENTERPRISE] = { ...(body[ENTERPRISE] as object | undefined), [path.slice(ENTERPRISE.length + 1)]: value }
    } else body[path] = value
  }
  return body
}

export const EMAIL_PATH = 'emails[type eq "work"].value'
