import { refuseIfLastOwner } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { lockOperator } from './operator-store.ts'

/**
 * Ends an operator's access at their next request: sessions end, passkeys are forgotten, the person is disabled. What they
 * did stays in the logs.
 * @throws AppError `not_found`, or `conflict` where it is one's own access or the last Owner's
 */
export function endOperator(
  scope: TenantScope<'operator:manage'>,
  { id }: { id: string },
): Promise<{ id: string; sessionsEnded: number }> {
  return withTenant(scope, async (tx) => {
    const person = await lockOperator(tx, id)
    if (!person) throw notFound('operator')
    const { principal } = tx.scope
    if (principal.type === 'user' && principal.id === id) {
      throw new AppError({ code: 'conflict', message: 'This is your own access. Ask another operator to end it.' })
    }
    if (person.owner) {
      if (!(await tx.may('role:assign-owner'))) throw missingPermission('role:assign-owner')
      await refuseIfLastOwner(tx, id)
    }
    const ended = await tx.query(
      'UPDATE sessions SET revoked_at = now() WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > now() RETURNING id',
      [tx.tenantId, id],
    )
    await tx.query('DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2', [tx.tenantId, id])
    await tx.query('UPDATE users SET active = false, updated_at = now() WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      id,
    ])
    await tx.query(
      'UPDATE invitations SET revoked_at = now() WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL',
      [tx.tenantId, id],
    )
    await append(tx, {
      action: 'operator.end',
      targets: [{ type: 'user', id, name: person.name }],
      metadata: { sessionsEnded: ended.length },
    })
    return { id, sessionsEnded: ended.length }
  })
}
