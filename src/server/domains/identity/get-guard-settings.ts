import type { GuardSettings } from '#contracts/sso-guard.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { connectionById, type StoredConnection } from './connection-store.ts'

export async function getGuardSettings(
  scope: TenantScope<'sso-connection:read'>,
  input: { id: string },
): Promise<GuardSettings> {
  const connection = await withTenant(scope, (tx) => connectionById(tx, input.id))
  if (!connection) throw notFound('connection')
  return guardSettingsOf(connection)
}

export function guardSettingsOf(connection: StoredConnection): GuardSettings {
  return {
    idpInitiated: connection.idpInitiated,
    assertionMaxAgeMinutes: Math.round(connection.assertionMaxAgeSeconds / 60),
    authenticationMaxAgeMinutes: Math.round(connection.authenticationMaxAgeSeconds / 60),
    outsideAddress: connection.outsideAddress,
    singleLogout: connection.singleLogout,
  }
}
