import type { Session } from '#contracts/sessions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { listOpenSessions } from './session-store.ts'

/** A person's open sessions, the newest first, for another domain's transaction that may read sessions. */
export function openSessionsOfPerson(tx: TenantTx, userId: string, limit: number): Promise<Session[]> {
  const { principal } = tx.scope
  return listOpenSessions(tx, {
    userId,
    search: null,
    now: new Date(),
    after: null,
    limit,
    currentId: principal.type === 'user' ? principal.sessionId : null,
  })
}
