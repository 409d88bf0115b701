import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { GROUP_RESOURCE } from './scim/group-schema.ts'
import type { ResourceType } from './scim/scim-schema.ts'
import { userTypeIn } from './user-type.ts'

/** What this tenant's resources hold, its own extension schemas included: for /Schemas and /ResourceTypes. */
export function readResourceTypes(scope: TenantScope<'scim:read'>): Promise<ResourceType[]> {
  return withTenant(scope, async (tx) => [await userTypeIn(tx), GROUP_RESOURCE])
}
