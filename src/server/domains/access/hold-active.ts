import { noLongerValid, type TenantTx } from '#server/platform/db/index.ts'

/**
 * Whether a person is active, and so until the transaction ends: whoever disables or deletes them waits, and then finds
 * what is opened here and ends it (leavers/end-access.ts). Call it before what refers to the person is touched
 * (lock-owner-role.ts has the order).
 */
export async function holdActive(tx: TenantTx, userId: string): Promise<boolean> {
  const held = await tx.query('SELECT 1 FROM users WHERE tenant_id = $1 AND id = $2 AND active FOR SHARE', [
    tx.tenantId,
    userId,
  ])
  return held.length === 1
}

/**
 * The same for the person who asks, where they make something that ends when they leave.
 * @throws AppError `unauthenticated` where they were disabled since their grant was read
 */
export async function holdActor(tx: TenantTx): Promise<void> {
  const { principal } = tx.scope
  if (principal.type === 'user' && !(await holdActive(tx, principal.id))) throw noLongerValid()
}
