import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { connectionById } from './connection-store.ts'
import { removeFromJackson } from './jackson-adapter.ts'
import { refuseIfSignOnRestsOn } from './refuse-if-sign-on-rests-on.ts'

/** Removes a connection with the identities that came through it. Open sessions stay; nobody signs in through it again. */
export async function deleteSsoConnection(
  scope: TenantScope<'sso-connection:manage'>,
  input: { id: string; name: string },
): Promise<{ id: string }> {
  await withTenant(scope, async (tx) => {
    const connection = await connectionById(tx, input.id)
    if (!connection) throw notFound('connection')
    if (connection.name !== input.name) {
      throw new AppError({
        code: 'invalid_input',
        message: 'Type the name of the connection exactly to remove it.',
        path: '/name',
      })
    }
    await refuseIfSignOnRestsOn(tx, connection.id)
    await tx.query('DELETE FROM sso_connections WHERE tenant_id = $1 AND id = $2', [tx.tenantId, input.id])
    await append(tx, {
      action: 'sso.connection.delete',
      targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }],
      metadata: { protocol: connection.protocol, name: connection.name },
    })
    await notifyOwners(tx, { notice: 'sso-connection.delete', target: { id: connection.id, name: connection.name } })
  })
  // Without our row it cannot be reached; a failure here leaves a dead record and no way in.
  await removeFromJackson(scope.tenantId, input.id)
  return { id: input.id }
}
