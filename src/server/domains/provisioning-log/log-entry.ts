import type { ProvisioningClient, ProvisioningKind, ProvisioningOutcome } from '#contracts/provisioning-log.ts'
import type { DirectoryPrincipal, JsonRecord } from '#server/domains/directory/index.ts'
import { detectClient } from './detect-client.ts'
import { maskPath, maskQuery, readableQuery } from './mask-address.ts'
import { bulkResults, type Deed, outcomeOf, type RequestFacts, soughtBy } from './request-facts.ts'
import { requestKind } from './request-kind.ts'
import { maskText, type Split, splitPersonal, storable } from './split-personal.ts'

/** A request that was answered, as the SCIM door saw it. Its Authorization header is not among this. */
export type AnsweredRequest = {
  id: string
  at: Date
  durationMs: number
  requestId: string
  method: string
  path: string
  /** Without the question mark, as it was sent. */
  query: string
  ip: string | undefined
  userAgent: string | undefined
  /** Who asked, where the door let them in. */
  principal: DirectoryPrincipal | null
  status: number
  /** The error's code, where there was one. */
  situation: string | null
  requestBody: unknown
  requestBytes: number
  responseBody: JsonRecord | null
  responseBytes: number
  done: readonly { deed: Deed | null; users: readonly string[]; groups: readonly string[]; seq: number }[]
}

/** A row of the log, but for whose it is. */
export type LogEntry = {
  id: string
  at: string
  duration_ms: number
  request_id: string
  method: string
  path: string
  query: string | null
  kind: ProvisioningKind
  outcome: ProvisioningOutcome
  status: number
  scim_type: string | null
  situation: string | null
  detail: string | null
  provider: ProvisioningClient
  user_agent: string | null
  user_ids: string[]
  group_ids: string[]
  facts: RequestFacts
  audit_seqs: number[]
  request: unknown
  response: unknown
  request_bytes: number
  response_bytes: number
  personal: {
    request?: Split['values']
    response?: Split['values']
    path?: string
    query?: string
    detail?: string
    ip?: string
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PEOPLE_NAMED = 200

/** What is stored of a request: personal values apart, secrets nowhere. */
export function logEntry(answered: AnsweredRequest): LogEntry {
  const { method, path, query, status, responseBody } = answered
  const filter = filterOf(answered)
  const asked = requestKind(method, path, filter !== null)
  const deeds = answered.done.flatMap(({ deed }) => (deed ? [deed] : []))
  const target = asked.id !== null && UUID.test(asked.id) ? asked.id : createdId(responseBody)
  const failed = status >= 400
  const bulk = bulkResults(asked.kind, responseBody)
  const request = splitPersonal(answered.requestBody ?? null)
  const response = splitPersonal(responseBody)
  const detail =
    failed && typeof responseBody?.['detail'] === 'string' ? storable(responseBody['detail']).slice(0, 2_000) : null
  const scimType = failed && typeof responseBody?.['scimType'] === 'string' ? responseBody['scimType'] : null
  const of = (subject: 'user' | 'group', ids: readonly string[]) =>
    [...new Set([...(asked.subject === subject && target !== null ? [target] : []), ...ids])].slice(0, PEOPLE_NAMED)
  return {
    id: answered.id,
    at: answered.at.toISOString(),
    duration_ms: answered.durationMs,
    request_id: answered.requestId,
    method,
    path: maskPath(path),
    query: query === '' ? null : maskQuery(query),
    kind: asked.kind,
    outcome: outcomeOf({ status, method, kind: asked.kind, situation: answered.situation, deeds, bulk }),
    status,
    scim_type: scimType,
    situation: answered.situation,
    detail: detail === null ? null : maskText(detail),
    provider: detectClient(answered.userAgent, query),
    user_agent: answered.userAgent === undefined ? null : storable(answered.userAgent).slice(0, 512),
    user_ids: of(
      'user',
      answered.done.flatMap(({ users }) => users),
    ),
    group_ids: of(
      'group',
      answered.done.flatMap(({ groups }) => groups),
    ),
    facts: {
      subject: asked.subject,
      target,
      discovery: asked.discovery,
      deeds,
      ...(bulk && { bulk }),
      found: typeof responseBody?.['totalResults'] === 'number' ? responseBody['totalResults'] : null,
      sought: soughtBy(filter),
      dropped: null,
      ...(answered.principal?.dryRun && { dryRun: true as const }),
    },
    audit_seqs: answered.done.map(({ seq }) => seq),
    request: request.structure,
    response: response.structure,
    request_bytes: answered.requestBytes,
    response_bytes: answered.responseBytes,
    personal: {
      request: request.values,
      response: response.values,
      path: storable(path).slice(0, 4_000),
      ...(query !== '' && { query: readableQuery(query) }),
      // An error may repeat what was sent; where that was a secret, its words are not kept.
      ...(detail !== null && request.secrets === 0 && { detail }),
      ...(answered.ip && { ip: answered.ip }),
    },
  }
}

/** Of a GET in its query, of a search in its body (RFC 7644 section 3.4.3). */
function filterOf({ method, path, query, requestBody }: AnsweredRequest): string | null {
  if (method === 'GET') return new URLSearchParams(query).get('filter')
  if (!path.endsWith('/.search')) return null
  const filter = (requestBody as { filter?: unknown } | null | undefined)?.filter
  return typeof filter === 'string' ? filter : null
}

function createdId(body: JsonRecord | null): string | null {
  const id = body?.['id']
  return typeof id === 'string' && UUID.test(id) ? id : null
}
