import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { layDownTenant } from '../lay-down-tenant.ts'
import { findHouse } from './find-house.ts'

const NAME = 'Operators'

/** The house tenant, made where there is none. Two that make it at once find the same one. */
export async function ensureHouse(
  scopeOf: (tenantId: string) => TenantScope<'tenant:create'>,
): Promise<{ id: string; name: string }> {
  const known = await findHouse()
  if (known) return known
  try {
    return await layDownTenant(scopeOf(newId()), { slug: HOUSE_SLUG, name: NAME, kind: 'house' })
  } catch (error) {
    const made = isAppError(error, 'uniqueness') ? await findHouse() : null
    if (!made) throw error
    return made
  }
}
