import type { z } from 'zod'
import type { sessionsRevokedOutput } from '#contracts/sessions.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { revokeOpenSessions } from './session-store.ts'

/** Ends every session of one's own but the one that asks. */
export async function revokeMyOtherSessions(
  scope: TenantScope<'profile:update'>,
): Promise<z.infer<typeof sessionsRevokedOutput>> {
  const { principal } = scope
  if (principal.type !== 'user') return { sessions: 0, people: 0 }
  return withTenant(scope, async (tx) => {
    const ended = await revokeOpenSessions(tx, { ofUser: principal.id, except: principal.sessionId })
    if (ended.sessions === 0) {
      tx.unchanged('the person is signed in here only')
      return ended
    }
    await append(tx, {
      action: 'session.revoke_all',
      targets: [{ type: 'user', id: principal.id, name: principal.name }],
      metadata: { of: 'own', ...ended },
    })
    return ended
  })
}
