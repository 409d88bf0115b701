import { BUILT_IN_ROLE_KEYS, BUILT_IN_ROLES } from '#contracts/permissions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'

/** The roles every tenant has from its first moment. */
export async function createBuiltInRoles(tx: TenantTx): Promise<void> {
  await tx.db.role.createMany({
    data: BUILT_IN_ROLE_KEYS.map((key) => ({
      tenantId: tx.tenantId,
      id: newId(),
      key,
      name: BUILT_IN_ROLES[key].name,
      description: BUILT_IN_ROLES[key].description,
      builtIn: true,
      permissions: [...BUILT_IN_ROLES[key].permissions],
    })),
  })
}
