import { isIP } from 'node:net'
import { resolveSession } from '#server/domains/identity/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { toTrpcError } from './error-map.ts'

export type Context = {
  request: RequestContext
  /** The person who is signed in; null without a session that is still good. */
  principal: Extract<Principal, { type: 'user' }> | null
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

/** One HTTP request's context: all calls of a batch share it, and so does a rendered page. */
export async function createContext({ headers }: { headers: Headers }): Promise<Context> {
  const request = readRequestContext(headers)
  try {
    return { request, principal: await resolveSession(headers, request) }
  } catch (error) {
    throw toTrpcError(error, { requestId: request.requestId })
  }
}

/** `x-request-id` and `x-gatehouse-client-ip` are written by main.ts, which drops what a client sends under these names. */
function readRequestContext(headers: Headers): RequestContext {
  const requestId = headers.get('x-request-id') ?? ''
  const ip = headers.get('x-gatehouse-client-ip') ?? ''
  return {
    source: 'console',
    requestId: REQUEST_ID.test(requestId) ? requestId : newId(),
    ip: isIP(ip) === 0 ? undefined : ip,
    userAgent: headers.get('user-agent')?.slice(0, 512) ?? undefined,
  }
}
