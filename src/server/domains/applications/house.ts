import { authorize } from '#server/domains/access/index.ts'
import { findHouse } from '#server/domains/tenancy/index.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { RequestContext } from '#server/platform/principal.ts'

const known = perProcess('house-of-applications', () => ({ tenantId: null as string | null }))

/**
 * The tenant of the operators, in which applications are registered and token keys kept.
 * @throws AppError `unavailable` while nobody has made it
 */
export async function houseTenantId(): Promise<string> {
  const id = await findHouseTenantId()
  if (id === null) {
    throw new AppError({
      code: 'unavailable',
      message: 'No application is registered here yet. The operator has to set the operator console up first.',
    })
  }
  return id
}

/** Null while nobody has made it: then no application is registered and nothing was ever signed. */
export async function findHouseTenantId(): Promise<string | null> {
  if (known.tenantId !== null) return known.tenantId
  known.tenantId = (await findHouse())?.id ?? null
  return known.tenantId
}

/** Gatehouse's own right to look at what the house keeps about applications. */
export function applicationReadScope(tenantId: string, request: RequestContext): TenantScope<'oauth-client:read'> {
  return authorize({ type: 'system', tenantId, task: 'application', request }, 'oauth-client:read')
}

/** Gatehouse's own right to give out and take back tokens in one tenant. */
export function applicationScope(tenantId: string, request: RequestContext): TenantScope<'application:serve'> {
  return authorize({ type: 'system', tenantId, task: 'application', request }, 'application:serve')
}
