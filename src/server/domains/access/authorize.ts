import type { AuditEvent } from '#contracts/audit-events.ts'
import type { Permission } from '#contracts/permissions.ts'
import { actorOf, append } from '#server/domains/audit/index.ts'
import { type Resource, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { mintScope } from '#server/platform/db/mint-scope.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { Principal } from '#server/platform/principal.ts'
import { grantLookup } from './grant-lookup.ts'

/**
 * The only maker of a scope. The grant itself is read by `withTenant` inside the transaction that
 * the scope opens (ADR 0004); a denial there is recorded as `access.deny` and raised as `forbidden`
 * with the missing permission named.
 */
export function authorize<P extends Permission>(
  principal: Principal,
  permission: P,
  resource: Resource | null = null,
): TenantScope<P> {
  return mintScope<P>({
    tenantId: principal.tenantId,
    principal,
    permission,
    resource,
    grants: grantLookup(principal),
    recordDenial: (missing) => recordDenial(principal, missing, resource),
  })
}

async function recordDenial(principal: Principal, missing: Permission, resource: Resource | null): Promise<void> {
  // Gatehouse's own tasks have fixed rights: a denial there is a defect and not somebody's attempt.
  if (principal.type === 'system') return
  await recordAtTheDoor(principal, {
    action: 'access.deny',
    targets: resource ? [resource] : [],
    outcome: { result: 'denied', reason: 'missing_permission' },
    metadata: { permission: missing },
  })
}

/**
 * Records what was turned away: an event of its own, in a transaction of its own, as the principal's deed.
 * It never fails, because the request is refused either way; that it could not be recorded must be seen.
 */
export async function recordAtTheDoor(principal: Principal, event: AuditEvent): Promise<void> {
  const { tenantId, request } = principal
  const scope = authorize({ type: 'system', tenantId, task: 'door', request }, 'access:deny')
  try {
    await withTenant(scope, (tx) => append(tx, event, { actor: actorOf(principal) }))
  } catch (error) {
    logger().error({ err: error, tenantId, requestId: request.requestId }, 'what was refused could not be recorded')
  }
}
