import { type JsonRecord, SCIM_ANSWERS } from '#server/domains/directory/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { SCIM_TYPE } from '../scim-error.ts'

/** RFC 7644 section 3.1: what SCIM says is `application/scim+json`, whatever was asked for. */
export function scimAnswer(status: number, body: JsonRecord | null, headers: Record<string, string> = {}): Response {
  if (body === null) return new Response(null, { status, headers: { 'Cache-Control': 'no-store', ...headers } })
  const text = JSON.stringify(body)
  const response = new Response(text, {
    status,
    headers: { 'Content-Type': SCIM_TYPE, 'Cache-Control': 'no-store', ...headers },
  })
  return Object.assign(response, { [SAID]: { body, bytes: text.length } satisfies Said })
}

const SAID = Symbol('gatehouse.scim-body')
type Said = { body: JsonRecord | null; bytes: number }

/** What an answer says, as it was before it became text. */
export function saidBy(response: Response): Said {
  return (response as { [SAID]?: Said })[SAID] ?? { body: null, bytes: 0 }
}

/** What is said of an error. `scimType` where RFC 7644 or RFC 9865 has one for it. */
type Refusal = { status: number; scimType?: string | undefined; detail: string }

export function scimErrorBody({ status, scimType, detail }: Refusal): JsonRecord {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  }
}

/** An error that is none of ours is 500, and nothing of it is said. */
export function refusalOf(error: unknown): Refusal {
  const known = isAppError(error) ? error : null
  const detail =
    known === null || known.code === 'internal'
      ? 'Something went wrong on our side and nothing was changed. Try again later.'
      : known.message
  return { ...SCIM_ANSWERS[known?.code ?? 'internal'], detail }
}

/** RFC 7644 section 3.12. */
export function scimError(error: unknown): Response {
  const refusal = refusalOf(error)
  const headers: Record<string, string> = {}
  // RFC 9110 section 15.5.2: a 401 names the scheme that would help.
  if (refusal.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="gatehouse"'
  if (isAppError(error) && error.retryAfter !== undefined) headers['Retry-After'] = String(Math.ceil(error.retryAfter))
  return scimAnswer(refusal.status, scimErrorBody(refusal), headers)
}
