import type { GuardSettings, UpdateGuardSettingsInput } from '#contracts/sso-guard.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { connectionById } from './connection-store.ts'
import { guardSettingsOf } from './get-guard-settings.ts'

/** Changes how strictly a connection is held to, from the next response on. What is absent stays. */
export async function updateGuardSettings(
  scope: TenantScope<'sso-connection:manage'>,
  { id, ...changes }: UpdateGuardSettingsInput,
): Promise<GuardSettings> {
  return withTenant(scope, async (tx) => {
    const connection = await connectionById(tx, id)
    if (!connection) throw notFound('connection')
    const before = guardSettingsOf(connection)
    const after: GuardSettings = {
      idpInitiated: changes.idpInitiated ?? before.idpInitiated,
      assertionMaxAgeMinutes: changes.assertionMaxAgeMinutes ?? before.assertionMaxAgeMinutes,
      authenticationMaxAgeMinutes: changes.authenticationMaxAgeMinutes ?? before.authenticationMaxAgeMinutes,
      outsideAddress: changes.outsideAddress ?? before.outsideAddress,
    }
    if (after.idpInitiated && connection.protocol !== 'saml') {
      throw new AppError({
        code: 'invalid_input',
        message: 'Only a SAML connection can take sign-ins that begin at the identity provider.',
        path: '/idpInitiated',
      })
    }
    const changed = (Object.keys(after) as (keyof GuardSettings)[]).filter((name) => after[name] !== before[name])
    if (changed.length === 0) {
      tx.unchanged('the settings are what they were')
      return after
    }
    await tx.query(
      `UPDATE sso_connections SET idp_initiated = $3, assertion_max_age_seconds = $4,
         authentication_max_age_seconds = $5, outside_address = $6
       WHERE tenant_id = $1 AND id = $2`,
      [
        tx.tenantId,
        id,
        after.idpInitiated,
        after.assertionMaxAgeMinutes * 60,
        after.authenticationMaxAgeMinutes * 60,
        after.outsideAddress,
      ],
    )
    await append(tx, {
      action: 'sso.connection.update',
      targets: [{ type: 'sso_connection', id, name: connection.name }],
      metadata: { protocol: connection.protocol, name: connection.name, changed },
    })
    return after
  })
}
