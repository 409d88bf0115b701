import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { lockOwnerRole } from './lock-owner-role.ts'

/**
 * Keeps a tenant from losing its last active Owner. Call it before the role is taken from a person, or
 * the person is disabled or deleted. Holds the Owner role until the transaction ends, so that two Owners
 * who remove each other at the same moment come one after the other; whoever locks a person too has called
 * `lockOwnerRole` before.
 * @throws AppError `conflict`
 */
export async function refuseIfLastOwner(tx: TenantTx, userId: string): Promise<void> {
  await lockOwnerRole(tx)
  const [row] = await tx.query<{ name: string | null; others: number }>(
    `SELECT max(u.display_name) FILTER (WHERE u.id = $2) AS name, count(*) FILTER (WHERE u.id <> $2) AS others
     FROM role_assignments a
     JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id AND r.key = 'owner'
     JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id AND u.active
     WHERE a.tenant_id = $1`,
    [tx.tenantId, userId],
  )
  if (!row || row.name === null || row.others > 0) return
  throw new AppError({
    code: 'conflict',
    message: `${row.name} is the last active Owner. Make another active person an Owner first.`,
  })
}
