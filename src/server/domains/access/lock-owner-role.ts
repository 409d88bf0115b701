import type { TenantTx } from '#server/platform/db/index.ts'

/**
 * Holds the Owner role until the transaction ends, so that changes of who is an active Owner come one after the other.
 *
 * The order of locks, everywhere: (1) the limit of a kind (`lockTenantLimit`) or the row of a directory, (2) the Owner
 * role, (3) a group, (4) people, (5) what refers to them, (6) the head of the audit log, which `append` takes last.
 * Whoever takes the role Owner from a person or gives it, disables or deletes somebody therefore calls this before
 * it reads the person; deleting a person takes their row in full, which waits for everyone who refers to it.
 */
export async function lockOwnerRole(tx: TenantTx): Promise<void> {
  await tx.prepared('lock-owner-role', `SELECT id FROM roles WHERE tenant_id = $1 AND key = 'owner' FOR UPDATE`, [
    tx.tenantId,
  ])
}
