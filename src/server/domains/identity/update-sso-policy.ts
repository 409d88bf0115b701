import type { z } from 'zod'
import type { SsoPolicy, ssoUpdatePolicyInput } from '#contracts/sso-policy.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { readSsoPolicy } from './read-sso-policy.ts'

/**
 * Changes which ways in there are. Nothing that would shut everyone out is accepted: the obstacles are read in the
 * transaction that makes the change.
 * @throws AppError `precondition_failed` that says what to do first
 */
export function updateSsoPolicy(
  scope: TenantScope<'sso-connection:manage'>,
  input: z.infer<typeof ssoUpdatePolicyInput>,
): Promise<SsoPolicy> {
  return withTenant(scope, async (tx) => {
    // Connections are removed and proven under the same lock, so no proof vanishes between the look and the change.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sso-policy/${tx.tenantId}`])
    const before = await readSsoPolicy(tx)
    const enforcement = input.enforcement ?? before.enforcement
    const jitProvisioning = input.jitProvisioning ?? before.jitProvisioning
    const changed = [
      ...(enforcement === before.enforcement ? [] : ['enforcement']),
      ...(jitProvisioning === before.jitProvisioning ? [] : ['jitProvisioning']),
    ]
    if (changed.length === 0) {
      tx.unchanged('the policy says so already')
      return before
    }
    const { obstacles } = before
    if (enforcement !== before.enforcement && enforcement !== 'optional') refuse(obstacles[enforcement], '/enforcement')
    if (!jitProvisioning && before.jitProvisioning) refuse(obstacles.jitOff, '/jitProvisioning')
    await tx.query(
      `INSERT INTO sso_policies (tenant_id, enforcement, jit_provisioning) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id) DO UPDATE SET enforcement = $2, jit_provisioning = $3, updated_at = now()`,
      [tx.tenantId, enforcement, jitProvisioning],
    )
    const [tenant] = await tx.query<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tx.tenantId])
    const target = { id: tx.tenantId, name: tenant?.name ?? '' }
    await append(tx, {
      action: 'sso.policy.update',
      targets: [{ type: 'tenant', ...target }],
      metadata: { changed, enforcement, jitProvisioning },
    })
    await notifyOwners(tx, { notice: 'sso-policy.update', target })
    return readSsoPolicy(tx)
  })
}

function refuse(obstacle: string | null, path: string): void {
  if (obstacle !== null) throw new AppError({ code: 'precondition_failed', message: obstacle, path })
}
