import { type JsonRecord, SCIM_ANSWERS } from '#server/domains/directory/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { SCIM_TYPE } from '../scim-error.ts'

/** RFC 7644 section 3.1: what SCIM says is `application/scim+json`, whatever was asked for. */
export function scimAnswer(status: number, body: JsonRecord | null, headers: Record<string, string> = {}): Response {
  if (body === null) return new Response(null, { status, headers: { 'Cache-Control': 'no-store', ...headers } })
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': SCIM_TYPE, 'Cache-Control': 'no-store', ...headers },
  })
}

/** RFC 7644 section 3.12. An error that is none of ours is 500, and nothing of it is said. */
export function scimError(error: unknown): Response {
  const known = isAppError(error) ? error : null
  const { status, scimType } = SCIM_ANSWERS[known?.code ?? 'internal']
  const detail =
    known === null || known.code === 'internal'
      ? 'Something went wrong on our side and nothing was changed. Try again later.'
      : known.message
  const headers: Record<string, string> = {}
  // RFC 9110 section 15.5.2: a 401 names the scheme that would help.
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="gatehouse"'
  if (known?.retryAfter !== undefined) headers['Retry-After'] = String(Math.ceil(known.retryAfter))
  return scimAnswer(
    status,
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail,
    },
    headers,
  )
}
