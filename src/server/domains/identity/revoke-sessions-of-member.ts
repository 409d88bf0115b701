import type { z } from 'zod'
import type { sessionsRevokedOutput, sessionsRevokeOfMemberInput } from '#contracts/sessions.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { requireTypedName } from './require-typed-name.ts'
import { personOfTenant, revokeOpenSessions } from './session-store.ts'

/**
 * Ends every open session of one person; effective at each one's next request.
 * @throws AppError `not_found`, or `invalid_input` where the typed name is not the person's
 */
export function revokeSessionsOfMember(
  scope: TenantScope<'session:revoke'>,
  input: z.infer<typeof sessionsRevokeOfMemberInput>,
): Promise<z.infer<typeof sessionsRevokedOutput>> {
  return withTenant(scope, async (tx) => {
    const member = await personOfTenant(tx, input.memberId)
    requireTypedName(input.name, member.name)
    const ended = await revokeOpenSessions(tx, { ofUser: member.id })
    if (ended.sessions === 0) {
      tx.unchanged('the person is not signed in')
      return ended
    }
    await append(tx, {
      action: 'session.revoke_all',
      targets: [{ type: 'user', id: member.id, name: member.name }],
      metadata: { of: 'person', ...ended },
    })
    return ended
  })
}
