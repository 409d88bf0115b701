import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { allApplications } from './application-store.ts'
import { applicationReadScope, houseTenantId } from './house.ts'

/** Whether a public application runs in pages of this origin: those alone call us from a browser. */
export async function isOriginOfApplication(origin: string, request: RequestContext): Promise<boolean> {
  const scope = applicationReadScope(await houseTenantId(), request)
  const applications = await withTenant(scope, allApplications)
  return applications.some(
    ({ type, disabledAt, redirectUris }) =>
      type === 'public' && disabledAt === null && redirectUris.some((uri) => new URL(uri).origin === origin),
  )
}
