import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { revokeOpenSession } from './session-store.ts'

/** Ends a session of one's own. Somebody else's is as missing as one that does not exist. */
export async function revokeMySession(
  scope: TenantScope<'profile:update'>,
  input: { id: string },
  cause: 'ended_by_user' | 'signed_out' | 'replaced' = 'ended_by_user',
): Promise<{ id: string }> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const ended = principal.type === 'user' ? await revokeOpenSession(tx, input.id, principal.id) : null
    if (!ended) throw notFound('session')
    await append(tx, {
      action: 'session.revoke',
      targets: [
        { type: 'session', id: input.id },
        { type: 'user', id: ended.userId, name: ended.name },
      ],
      metadata: { cause },
    })
    return { id: input.id }
  })
}
