import type { SsoConnectionDetails, SsoVouchInput } from '#contracts/sso.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { connectionDetails, lockConnection } from './connection-details-store.ts'

/**
 * Whether a sign-in through a connection may be the first one of somebody who may make Owners, or of anybody with a
 * role where a set-up link made it (refuse-unvouched-owner.ts). Whoever runs the provider can then come in as an Owner who has not signed in yet, so
 * only an Owner says so, and the Owners are told.
 * @throws AppError `not_found`
 */
export function letConnectionVouch(
  scope: TenantScope<'role:assign-owner'>,
  input: SsoVouchInput,
): Promise<SsoConnectionDetails> {
  return withTenant(scope, async (tx) => {
    const connection = await lockConnection(tx, input.id)
    if (!connection) throw notFound('connection')
    if (connection.vouchesForOwners === input.vouchesForOwners) {
      tx.unchanged('the connection stands so already')
    } else {
      const target = { id: connection.id, name: connection.name }
      await tx.query('UPDATE sso_connections SET vouches_for_owners = $3 WHERE tenant_id = $1 AND id = $2', [
        tx.tenantId,
        connection.id,
        input.vouchesForOwners,
      ])
      await append(tx, {
        action: 'sso.connection.vouch',
        targets: [{ type: 'sso_connection', ...target }],
        metadata: { vouchesForOwners: input.vouchesForOwners },
      })
      await notifyOwners(tx, {
        notice: input.vouchesForOwners ? 'sso-connection.vouch' : 'sso-connection.unvouch',
        target,
      })
    }
    return (await connectionDetails(tx, connection.id)) as SsoConnectionDetails
  })
}
