import type { OperatorTenantDetails } from '#contracts/operator-tenants.ts'
import { authorize } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { operatorIn } from './cross-to-tenant.ts'
import { type FirstOwner, firstOwnerOf } from './first-owner.ts'
import { tenantSummary } from './tenant-summary-store.ts'

/** @throws AppError `not_found` */
export async function getTenantForOperator(
  scope: TenantScope<'operator-tenant:read'>,
  input: { id: string },
): Promise<OperatorTenantDetails> {
  await withTenant(scope, async () => undefined)
  return tenantDetails(scope, input.id)
}

/** For an operation that has read its right already. */
export async function tenantDetails(scope: TenantScope, id: string): Promise<OperatorTenantDetails> {
  const tenant = await tenantSummary(id)
  const firstOwner: FirstOwner = await withTenant(authorize(operatorIn(scope, id), 'invitation:read'), (tx) =>
    firstOwnerOf(tx, new Date()),
  )
  return { ...tenant, signInUrl: `${env().GATEHOUSE_URL}/sign-in/${tenant.slug}`, firstOwner }
}
