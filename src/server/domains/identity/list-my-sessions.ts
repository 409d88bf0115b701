import type { Session } from '#contracts/sessions.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { listOpenSessions } from './session-store.ts'

const SESSIONS_AT_MOST = 100

/** The open sessions of the person who asks, the newest first. */
export async function listMySessions(scope: TenantScope<'profile:read'>): Promise<{ items: Session[] }> {
  const { principal } = scope
  if (principal.type !== 'user') return { items: [] }
  return withTenant(scope, async (tx) => ({
    items: await listOpenSessions(tx, {
      userId: principal.id,
      search: null,
      now: new Date(),
      after: null,
      limit: SESSIONS_AT_MOST,
      currentId: principal.sessionId,
    }),
  }))
}
