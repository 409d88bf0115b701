import { isIP } from 'node:net'
import { resolveAndRotateSession, resolveSession, resolveSetupLink } from '#server/domains/identity/index.ts'
import type { ScimDoor } from '#server/domains/rehearsal/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { toTrpcError } from './error-map.ts'

export type Context = {
  request: RequestContext
  /**
   * The person who is signed in; on the page of a set-up link, that link. Null without a session or link that this
   * browser holds.
   */
  principal: Extract<Principal, { type: 'user' | 'setup-link' }> | null
  /** The machines' SCIM application, for what is rehearsed: transports do not know each other, the host of both does. */
  scimDoor?: ScimDoor
  /** The session's next token, where the answer can carry it. */
  setCookie?: string | null
}

/** Sent by the page of a set-up link with each call. It gives no right by itself. */
const SETUP_PAGE_HEADER = 'x-setup-link'
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

/**
 * One HTTP request's context: all calls of a batch share it, and so does a rendered page.
 * @param carriesCookies the answer can set a cookie, which that of a rendered page cannot
 */
export async function createContext(
  { headers }: { headers: Headers },
  { carriesCookies = false } = {},
): Promise<Context> {
  const request = requestContextOf(headers)
  try {
    // The set-up page says that it is one: whoever is signed in beside it acts for the link there, with its rights.
    if (headers.get(SETUP_PAGE_HEADER) === '1') return { request, principal: await resolveSetupLink(headers, request) }
    if (carriesCookies) return { request, ...(await resolveAndRotateSession(headers, request)) }
    return { request, principal: await resolveSession(headers, request) }
  } catch (error) {
    throw toTrpcError(error, { requestId: request.requestId })
  }
}

/** `x-request-id` and `x-gatehouse-client-ip` are written by main.ts, which drops what a client sends under these names. */
export function requestContextOf(headers: Headers): RequestContext {
  const requestId = headers.get('x-request-id') ?? ''
  const ip = headers.get('x-gatehouse-client-ip') ?? ''
  return {
    source: 'console',
    requestId: REQUEST_ID.test(requestId) ? requestId : newId(),
    ip: isIP(ip) === 0 ? undefined : ip,
    userAgent: headers.get('user-agent')?.slice(0, 512) ?? undefined,
  }
}
