import type { z } from 'zod'
import type { Tenant, tenantUpdateInput } from '#contracts/tenant.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { readTenant } from './tenant-store.ts'

/** Renames the organisation. Its short name and log origin are fixed for good: addresses and proofs hold them. */
export function updateTenant(
  scope: TenantScope<'tenant:update'>,
  input: z.infer<typeof tenantUpdateInput>,
): Promise<Tenant> {
  return withTenant(scope, async (tx) => {
    const before = await readTenant(tx)
    if (before.name === input.name) {
      tx.unchanged('the organisation has this name already')
      return before
    }
    await tx.db.tenant.update({ where: { id: tx.tenantId }, data: { name: input.name } })
    await append(tx, {
      action: 'tenant.update',
      targets: [{ type: 'tenant', id: tx.tenantId, name: input.name }],
      metadata: { changed: ['name'] },
    })
    return { ...before, name: input.name }
  })
}
