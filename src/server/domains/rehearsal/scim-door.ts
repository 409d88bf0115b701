import type { DirectoryPrincipal, JsonRecord } from '#server/domains/directory/index.ts'

export type ScimReply = { status: number; body: JsonRecord | null; situation: string | null }

/** The SCIM application itself, asked without a network. A domain knows no transport, so whoever calls brings it. */
export type ScimDoor = (request: Request, principal: DirectoryPrincipal) => Promise<ScimReply>

export type ScimRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base address, with its query: `/Users?count=2`. */
  path: string
  body?: unknown
  /** The person or group it is about, for people to read. */
  about?: string | undefined
}
