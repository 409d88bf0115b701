import type { AuditEvent } from '#contracts/audit-events.ts'
import type { Permission } from '#contracts/permissions.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, isAppError } from '#server/platform/errors/app-error.ts'
import type { Principal } from '#server/platform/principal.ts'

type OperatorPrincipal = Extract<Principal, { type: 'system' }>

/**
 * The one way from the house into another tenant. The operator's right is read and the deed recorded in the house's log
 * first, so that no operator does anything of which the house knows nothing; then `work` runs in the tenant as the task
 * `operator`, whose rights are fixed, and the tenant's own log names the operator. A deed that fails is recorded as such.
 */
export async function crossToTenant<P extends Permission, T>(
  scope: TenantScope<P>,
  tenantId: string,
  event: AuditEvent,
  work: (principal: OperatorPrincipal) => Promise<T>,
): Promise<T> {
  const principal = operatorIn(scope, tenantId)
  await withTenant(scope, (tx) => append(tx, event))
  try {
    return await work(principal)
  } catch (error) {
    const reason = isAppError(error) ? error.code : 'internal'
    await withTenant(scope, (tx) => append(tx, { ...event, outcome: { result: 'failure', reason } }))
    throw error
  }
}

/** The task `operator` in another tenant, on behalf of the person who asks. */
export function operatorIn({ principal }: TenantScope, tenantId: string): OperatorPrincipal {
  if (principal.type !== 'user') {
    throw new AppError({ code: 'forbidden', message: 'Only an operator who is signed in may do this.' })
  }
  const { id, name, request } = principal
  return { type: 'system', task: 'operator', tenantId, request, operator: { id, name } }
}
