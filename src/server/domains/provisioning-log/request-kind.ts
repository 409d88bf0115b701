import type { ProvisioningKind } from '#contracts/provisioning-log.ts'

export type RequestKind = {
  kind: ProvisioningKind
  subject: 'user' | 'group' | null
  /** The last segment, where the address is of one thing; as it stood there. */
  id: string | null
  /** Which description was asked for. */
  discovery: 'Schemas' | 'ResourceTypes' | 'ServiceProviderConfig' | null
}

const WRITES: Record<string, 'create' | 'replace' | 'patch' | 'delete'> = {
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
}
const DIRECTORY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SUBJECTS: Record<string, 'user' | 'group'> = { Users: 'user', Groups: 'group' }
const DISCOVERY = ['Schemas', 'ResourceTypes', 'ServiceProviderConfig'] as const

/** What a request asks for, from method, path and query alone (RFC 7644 table 2). */
export function requestKind(method: string, path: string, hasFilter: boolean): RequestKind {
  const all = path.split('/').slice(3)
  const segments = all[0] !== undefined && DIRECTORY.test(all[0]) ? all.slice(1) : all
  const [first = '', second, ...more] = segments
  const none = { subject: null, id: null, discovery: null }
  const described = DISCOVERY.find((name) => name === first)
  if (described && method === 'GET') return { ...none, kind: 'discovery', discovery: described }
  if (first === 'Bulk' && method === 'POST') return { ...none, kind: 'bulk' }
  if (first === 'Me') return { ...none, kind: 'me' }
  if (first === '.search' && method === 'POST') return { ...none, kind: 'any.search' }
  const subject = SUBJECTS[first]
  if (subject === undefined || more.length > 0) return { ...none, kind: 'other' }
  const of = { subject, id: second ?? null, discovery: null }
  if (second === '.search' && method === 'POST') return { ...of, id: null, kind: `${subject}.search` }
  if (method === 'GET') {
    if (second !== undefined) return { ...of, kind: `${subject}.read` }
    return { ...of, kind: hasFilter ? `${subject}.search` : `${subject}.list` }
  }
  const write = WRITES[method]
  if (write === undefined || (write === 'create') !== (second === undefined)) return { ...of, kind: 'other' }
  return { ...of, kind: `${subject}.${write}` }
}
