import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { connectionDetails } from './connection-details-store.ts'

/** @throws AppError `not_found` */
export function getSsoConnection(
  scope: TenantScope<'sso-connection:read'>,
  input: { id: string },
): Promise<SsoConnectionDetails> {
  return withTenant(scope, async (tx) => {
    const details = await connectionDetails(tx, input.id)
    if (!details) throw notFound('connection')
    return details
  })
}
