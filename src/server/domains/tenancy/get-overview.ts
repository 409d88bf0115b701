import type { Overview } from '#contracts/overview.ts'
import { authorize } from '#server/domains/access/index.ts'
import { lastVerification, listAuditEvents } from '#server/domains/audit/index.ts'
import { listDirectories } from '#server/domains/directory/index.ts'
import { countOpenSessionsAndPeople, listSsoConnections } from '#server/domains/identity/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import type { Principal } from '#server/platform/principal.ts'
import { countPeople, eventsByDay, sizeOfLog } from './overview-store.ts'

const RECENT_EVENTS = 8

/** The organisation at a glance, counted now. A part that the reader may not see is null. */
export async function getOverview(scope: TenantScope<'tenant:read'>): Promise<Overview> {
  const { may, people, sessions, log, days } = await withTenant(scope, readCounts)
  const { principal } = scope
  const [audit, connections, directories] = await Promise.all([
    log && days ? readLog(principal).then((read) => ({ ...log, ...read, eventsByDay: days })) : null,
    may.connections ? listSsoConnections(authorize(principal, 'sso-connection:read')).then((list) => list.items) : null,
    may.directories ? listDirectories(authorize(principal, 'directory:read')).then((list) => list.items) : null,
  ])
  return { people, sessions, audit, connections, directories }
}

async function readCounts(tx: TenantTx) {
  const ifMay = async <T>(permission: Parameters<TenantTx['may']>[0], read: (tx: TenantTx) => Promise<T>) =>
    (await tx.may(permission)) ? read(tx) : null
  const [people, sessions, log, days, connections, directories] = await Promise.all([
    ifMay('member:read', countPeople),
    ifMay('session:read', countOpenSessionsAndPeople),
    ifMay('audit:read', sizeOfLog),
    ifMay('audit:read', eventsByDay),
    tx.may('sso-connection:read'),
    tx.may('directory:read'),
  ])
  return { people, sessions, log, days, may: { connections, directories } }
}

async function readLog(reader: Principal) {
  const scope = authorize(reader, 'audit:read')
  const [recent, last] = await Promise.all([listAuditEvents(scope, { limit: RECENT_EVENTS }), lastVerification(scope)])
  return { recentEvents: recent.items, lastVerification: last.verification }
}
