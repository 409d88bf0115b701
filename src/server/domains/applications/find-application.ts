import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { applicationByClientId, type StoredApplication } from './application-store.ts'
import { applicationReadScope, houseTenantId } from './house.ts'

/** The application of that client id; null where it is unknown or disabled. */
export async function findApplication(clientId: string, request: RequestContext): Promise<StoredApplication | null> {
  const scope = applicationReadScope(await houseTenantId(), request)
  const found = await withTenant(scope, (tx) => applicationByClientId(tx, clientId))
  return found && found.disabledAt === null ? found : null
}
