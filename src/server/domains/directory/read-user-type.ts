import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { USER_RESOURCE } from './scim/user-schema.ts'
import { textNamesOthers, userTypeIn } from './user-type.ts'

/**
 * What a User holds in this tenant, as far as these texts (filters, lists of attributes) name it: without a URN of the
 * tenant's own nothing is read.
 */
export async function readUserType(
  scope: TenantScope<'scim:read'>,
  ...texts: (string | undefined)[]
): Promise<ResourceType> {
  return textNamesOthers(...texts) ? withTenant(scope, userTypeIn) : USER_RESOURCE
}
