import type { GuardSettings, UpdateGuardSettingsInput } from '#contracts/sso-guard.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { connectionById, type StoredConnection } from './connection-store.ts'
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
      singleLogout: changes.singleLogout ?? before.singleLogout,
    }
    if (after.idpInitiated && connection.protocol !== 'saml') {
      throw new AppError({
        code: 'invalid_input',
        message: 'Only a SAML connection can take sign-ins that begin at the identity provider.',
        path: '/idpInitiated',
      })
    }
    if (after.singleLogout && !before.singleLogout) await requireLogoutService(tx, connection)
    const changed = (Object.keys(after) as (keyof GuardSettings)[]).filter((name) => after[name] !== before[name])
    if (changed.length === 0) {
      tx.unchanged('the settings are what they were')
      return after
    }
    await tx.query(
      `UPDATE sso_connections SET idp_initiated = $3, assertion_max_age_seconds = $4,
         authentication_max_age_seconds = $5, outside_address = $6, single_logout = $7
       WHERE tenant_id = $1 AND id = $2`,
      [
        tx.tenantId,
        id,
        after.idpInitiated,
        after.assertionMaxAgeMinutes * 60,
        after.authenticationMaxAgeMinutes * 60,
        after.outsideAddress,
        after.singleLogout,
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

/** SAML answers every message at the provider's address, so there has to be one; back-channel logout needs none. */
async function requireLogoutService(tx: TenantTx, connection: StoredConnection): Promise<void> {
  const [row] = await tx.query<{ offered: boolean }>(
    'SELECT idp_slo_url IS NOT NULL AS offered FROM sso_connections WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, connection.id],
  )
  if (connection.protocol === 'oidc' || row?.offered) return
  throw new AppError({
    code: 'precondition_failed',
    message:
      'The metadata of this provider names no single logout address. Switch single logout on there and read the metadata again.',
    path: '/singleLogout',
  })
}
