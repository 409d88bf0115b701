import type { AuditEvent } from '#contracts/audit-events.ts'
import type { ProvisioningOutcome } from '#contracts/provisioning-log.ts'
import type { RequestKind } from './request-kind.ts'

/** One thing that a request did, as its audit event says. Ids only: names are looked up for who may see them. */
export type Deed = {
  action: string
  users: string[]
  group: string | null
  /** How many people, where an event names only the first. */
  count: number
  changed?: string[]
  rolesGained?: string[]
  rolesLost?: string[]
  sessionsEnded?: number
  inactive?: true
  /** It would have been done: the directory is in dry run. */
  dryRun?: true
  /** The guard rail would have held it back. */
  heldBack?: true
}

/** From what a request did or found its sentence is made. */
export type RequestFacts = {
  subject: 'user' | 'group' | null
  target: string | null
  discovery: RequestKind['discovery']
  deeds: Deed[]
  /** Of a list: how many there are; and what a search looked for. */
  found: number | null
  /** The attribute of the filter's first comparison; `several` where it has more. */
  sought: { attribute: string; several: boolean } | null
  /** Of a bulk request: how many operations were tried, and how many of those were refused. */
  bulk?: { tried: number; refused: number }
  /** Requests that could not be written down. */
  dropped: number | null
  /** It was answered from the shadow of a directory in dry run. */
  dryRun?: true
}

const REJECTIONS = new Set([
  'user.scim.reject',
  'group.scim.reject',
  'credential.reject',
  'access.deny',
  'request.reject',
])

/** What an event says was done; null for one that says what was not. */
export function deedOf(event: AuditEvent): Deed | null {
  if (REJECTIONS.has(event.action)) return null
  const ids = (type: string) => event.targets.filter((target) => target.type === type).map(({ id }) => id)
  const users = ids('user')
  const metadata = event.metadata as Record<string, unknown>
  const strings = (name: string) => (Array.isArray(metadata[name]) ? (metadata[name] as string[]) : undefined)
  const changed = strings('changed')
  const rolesGained = strings('rolesGained')
  const rolesLost = strings('rolesLost')
  const dryRun = event.action === 'directory.dry_run.record'
  const action = dryRun ? String(metadata['would']) : event.action
  return {
    action,
    users,
    group: ids('group')[0] ?? null,
    count: typeof metadata['count'] === 'number' ? metadata['count'] : users.length,
    ...(changed && { changed }),
    ...(rolesGained && { rolesGained }),
    ...(rolesLost && { rolesLost }),
    ...(typeof metadata['sessionsEnded'] === 'number' && { sessionsEnded: metadata['sessionsEnded'] }),
    ...(action === 'user.create' && metadata['active'] === false && { inactive: true as const }),
    ...(dryRun && { dryRun: true as const }),
    ...(metadata['heldBack'] === true && { heldBack: true as const }),
  }
}

const COMPARISON = /(?:^|[\s(])([A-Za-z$][\w:.$-]*)(?:\[[^\]]*\])?(?:\.\w+)?\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)\b/i

/** What a filter asks for, of one that was understood. */
export function soughtBy(filter: string | null): RequestFacts['sought'] {
  if (filter === null) return null
  const bare = filter.replace(/"(?:[^"\\]|\\.)*("|$)/g, '""')
  const name = COMPARISON.exec(bare)?.[1]
  if (name === undefined) return null
  // The attribute alone: without the schema's URN and without what is inside it.
  const attribute =
    (name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name).split('.')[0]?.slice(0, 64) ?? ''
  return { attribute, several: /\s(and|or)\s/i.test(bare.replace(/\[[^\]]*\]/g, '')) }
}

const OURS = new Set(['internal', 'unavailable', 'timeout'])

/** How a request ended, for who looks down the list. */
export function outcomeOf(input: {
  status: number
  method: string
  kind: string
  situation: string | null
  deeds: readonly Deed[]
  bulk?: RequestFacts['bulk']
}): ProvisioningOutcome {
  if (input.status >= 500 && input.status !== 501) {
    return input.situation === null || OURS.has(input.situation) ? 'failed' : 'refused'
  }
  if (input.status >= 400) return 'refused'
  if (input.deeds.length > 0) return 'changed'
  if (input.bulk && input.bulk.refused > 0) return 'refused'
  return input.method === 'GET' || input.kind.endsWith('.search') ? 'read' : 'unchanged'
}

/** What became of the operations of a bulk request (RFC 7644 section 3.7.3), by its answer. */
export function bulkResults(kind: string, body: { Operations?: unknown } | null): RequestFacts['bulk'] {
  if (kind !== 'bulk' || !Array.isArray(body?.Operations)) return undefined
  const statuses = body.Operations.map((operation: { status?: unknown }) => Number(operation?.status))
  return { tried: statuses.length, refused: statuses.filter((status) => status >= 400).length }
}
