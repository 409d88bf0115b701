import type { AuditEvent } from '#contracts/audit-events.ts'
import { type Described, describeRequest } from './describe-request.ts'
import { type AnsweredRequest, logEntry } from './log-entry.ts'
import { deedOf } from './request-facts.ts'

export const ADA = '0197a000-0000-7000-8000-0000000000a1'
export const GRACE = '0197a000-0000-7000-8000-0000000000a2'
export const SALES = '0197a000-0000-7000-8000-0000000000b1'
const NAMES: Record<string, string> = { [ADA]: 'Ada Lovelace', [GRACE]: 'Grace Hopper', [SALES]: 'Sales' }
const known = (id: string) => NAMES[id] ?? null
export const nobody = () => null

export type Case = {
  request: `${string} /${string}`
  body?: unknown
  status: number
  answer?: Record<string, unknown>
  situation?: string
  events?: AuditEvent[]
  agent?: string
}

/** The request as the door saw it, stored and read again. */
export function stored({ request, body, status, answer, situation, events, agent }: Case): Described {
  const [method = '', target = ''] = request.split(' ')
  const [path = '', query = ''] = target.split('?')
  const answered: AnsweredRequest = {
    id: ADA,
    at: new Date(0),
    durationMs: 1,
    requestId: 'r',
    method,
    path: `/scim/v2${path}`,
    query,
    ip: undefined,
    userAgent: agent,
    principal: null,
    status,
    situation: situation ?? null,
    requestBody: body,
    requestBytes: 0,
    responseBody: (answer ?? null) as AnsweredRequest['responseBody'],
    responseBytes: 0,
    done: (events ?? []).map((event) => ({ deed: deedOf(event), users: [], groups: [], seq: 1 })),
  }
  return JSON.parse(JSON.stringify(logEntry(answered))) as Described
}
export const sentence = (one: Case) => describeRequest(stored(one), known)

export const user = (id: string) => ({ type: 'user', id, name: 'x' })
export const sales = { type: 'group', id: SALES, name: 'x' }
export const disable = (id: string, sessionsEnded = 0): AuditEvent => ({
  action: 'user.disable',
  targets: [user(id)],
  metadata: { sessionsEnded },
})
export const update = (changed: string[]): AuditEvent => ({
  action: 'user.update',
  targets: [user(ADA)],
  metadata: { changed },
})
export const create = (id: string, active = true): AuditEvent => ({
  action: 'user.create',
  targets: [user(id)],
  metadata: { userName: 'x', active },
})
export const members = (verb: 'add' | 'remove', ids: string[], more: object = {}): AuditEvent => ({
  action: `group.member.${verb}`,
  targets: [sales, ...ids.map(user)],
  metadata: { count: ids.length, ...more },
})
export const list = (totalResults: number) => ({ totalResults, Resources: [] })
export const op = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})
