import type { Application } from '#contracts/applications.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { applicationById, secretsOf } from './application-store.ts'
import { findTenantsById } from './find-tenants.ts'
import { issuer } from './issuer.ts'

/** @throws AppError `not_found` */
export async function getApplication(
  scope: TenantScope<'oauth-client:read'>,
  input: { id: string },
  now: Date = new Date(),
): Promise<Application> {
  const { application, secrets } = await withTenant(scope, async (tx) => {
    const found = await applicationById(tx, input.id)
    if (!found) throw notFound('application')
    return { application: found, secrets: await secretsOf(tx, found.id, now) }
  })
  const { allowedTenants, createdAt, disabledAt, ...rest } = application
  return {
    ...rest,
    allowedTenants: allowedTenants && (await findTenantsById(allowedTenants)),
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    secrets: secrets.map((secret) => ({
      id: secret.id,
      prefix: secret.prefix,
      createdAt: secret.createdAt.toISOString(),
      expiresAt: secret.expiresAt?.toISOString() ?? null,
      lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
    })),
    issuer: issuer(),
    discoveryUrl: `${issuer()}/.well-known/openid-configuration`,
  }
}
