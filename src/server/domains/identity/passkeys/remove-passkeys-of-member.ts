import type { z } from 'zod'
import type { removePasskeysOfMemberInput } from '#contracts/passkeys.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { requireTypedName } from '../require-typed-name.ts'
import { personOfTenant } from '../session-store.ts'

/**
 * Forgets all passkeys of somebody who has lost theirs; they set up another at their next sign-in.
 * @throws AppError `not_found`, or `invalid_input` where the name is not the person's
 */
export function removePasskeysOfMember(
  scope: TenantScope<'member:update'>,
  input: z.infer<typeof removePasskeysOfMemberInput>,
): Promise<{ removed: number }> {
  return withTenant(scope, async (tx) => {
    const member = await personOfTenant(tx, input.memberId)
    requireTypedName(input.name, member.name)
    const removed = await tx.query('DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2 RETURNING id', [
      tx.tenantId,
      member.id,
    ])
    if (removed.length === 0) {
      tx.unchanged('the person has no passkey')
      return { removed: 0 }
    }
    await append(tx, {
      action: 'passkey.remove',
      targets: [{ type: 'user', id: member.id, name: member.name }],
      metadata: { name: 'all', count: removed.length },
    })
    return { removed: removed.length }
  })
}
