import { refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { isOwner } from '../break-glass/break-glass-store.ts'
import { revokeOpenSessions } from '../session-store.ts'

/**
 * Ends an invitation. Where it was accepted, the person is out at their next request: their sessions end, their
 * passkeys are forgotten and they are disabled.
 * @throws AppError `not_found`, or `conflict` where it is one's own access or the last Owner's
 */
export function revokeInvitation(
  scope: TenantScope<'invitation:manage'>,
  input: { id: string },
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const [row] = await tx.query<{ userId: string | null; name: string; revokedAt: Date | null }>(
      `SELECT user_id AS "userId", name, revoked_at AS "revokedAt" FROM invitations
       WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [tx.tenantId, input.id],
    )
    if (!row) throw notFound('invitation')
    if (row.revokedAt) {
      tx.unchanged('it has been ended already')
      return { id: input.id }
    }
    const { principal } = tx.scope
    if (row.userId && principal.type === 'user' && row.userId === principal.id)
      throw new AppError({
        code: 'conflict',
        message: 'This is your own access. Ask another Owner or Admin to end it.',
      })
    let sessionsEnded = 0
    if (row.userId) {
      if ((await isOwner(tx, row.userId)) && !(await tx.may('role:assign-owner')))
        throw missingPermission('role:assign-owner')
      await refuseIfLastOwner(tx, row.userId)
      sessionsEnded = (await revokeOpenSessions(tx, { ofUser: row.userId })).sessions
      await tx.query('DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2', [tx.tenantId, row.userId])
      await tx.query('UPDATE users SET active = false, updated_at = now() WHERE tenant_id = $1 AND id = $2', [
        tx.tenantId,
        row.userId,
      ])
    }
    await tx.query('UPDATE invitations SET revoked_at = now() WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      input.id,
    ])
    await append(tx, {
      action: 'invitation.revoke',
      targets: [
        { type: 'invitation', id: input.id, name: row.name },
        ...(row.userId ? [{ type: 'user', id: row.userId, name: row.name }] : []),
      ],
      metadata: { sessionsEnded },
    })
    return { id: input.id }
  })
}
