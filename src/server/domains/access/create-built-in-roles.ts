import { BUILT_IN_ROLES, HOUSE_ROLES } from '#contracts/permissions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'

/** The roles every tenant has from its first moment; the house tenant has the operators' besides. */
export async function createBuiltInRoles(tx: TenantTx, kind: 'customer' | 'house'): Promise<void> {
  const roles = Object.entries(kind === 'house' ? HOUSE_ROLES : BUILT_IN_ROLES)
  await tx.db.role.createMany({
    data: roles.map(([key, { name, description, permissions }]) => ({
      tenantId: tx.tenantId,
      id: newId(),
      key,
      name,
      description,
      builtIn: true,
      permissions: [...permissions],
    })),
  })
}
