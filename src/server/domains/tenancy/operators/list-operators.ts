import type { Operator, WaitingOperator } from '#contracts/operators.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { operatorsOfHouse, waitingOperators } from './operator-store.ts'

/** Who may act for tenants, and who is invited to. */
export function listOperators(
  scope: TenantScope<'operator:read'>,
): Promise<{ items: Operator[]; waiting: WaitingOperator[] }> {
  return withTenant(scope, async (tx) => ({ items: await operatorsOfHouse(tx), waiting: await waitingOperators(tx) }))
}
