import type { ApplicationSummary } from '#contracts/applications.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { allApplications } from './application-store.ts'

/** At most 100, by name. */
export async function listApplications(
  scope: TenantScope<'oauth-client:read'>,
): Promise<{ items: ApplicationSummary[] }> {
  const rows = await withTenant(scope, allApplications)
  return {
    items: rows.map(({ id, clientId, name, type, redirectUris, createdAt, disabledAt }) => ({
      id,
      clientId,
      name,
      type,
      redirectUris,
      createdAt: createdAt.toISOString(),
      disabledAt: disabledAt?.toISOString() ?? null,
    })),
  }
}
