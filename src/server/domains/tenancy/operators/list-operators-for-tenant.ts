import type { z } from 'zod'
import type { operatorsForTenantOutput } from '#contracts/operators.ts'
import { authorize } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { findHouse } from './find-house.ts'
import { operatorsOfHouse } from './operator-store.ts'

/** The operators as a tenant sees them: by name, and without an address. They are in none of its providers. */
export async function listOperatorsForTenant(
  scope: TenantScope<'invitation:read'>,
): Promise<z.infer<typeof operatorsForTenantOutput>> {
  await withTenant(scope, async () => undefined)
  const house = await findHouse()
  if (!house) return { items: [] }
  const { request } = scope.principal
  const operators = await withTenant(
    authorize({ type: 'system', task: 'operator', tenantId: house.id, request }, 'invitation:read'),
    operatorsOfHouse,
  )
  return { items: operators.map(({ id, name, since, lastSignInAt }) => ({ id, name, since, lastSignInAt })) }
}
