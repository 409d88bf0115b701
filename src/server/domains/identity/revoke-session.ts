import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { revokeOpenSession } from './session-store.ts'

/** Ends anybody's session in the tenant; effective at that person's next request. */
export async function revokeSession(
  scope: TenantScope<'session:revoke'>,
  input: { id: string },
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const ended = await revokeOpenSession(tx, input.id, null)
    if (!ended) throw notFound('session')
    await append(tx, {
      action: 'session.revoke',
      targets: [
        { type: 'session', id: input.id },
        { type: 'user', id: ended.userId, name: ended.name },
      ],
      metadata: { cause: 'ended_by_admin' },
    })
    return { id: input.id }
  })
}
