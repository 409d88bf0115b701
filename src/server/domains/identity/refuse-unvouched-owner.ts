import { OPERATOR_PERMISSIONS } from '#contracts/permissions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { SignInRejected } from './errors.ts'

/**
 * Who sets up a provider can have it assert any address. So somebody who may make Owners is linked for the first
 * time only by a connection that somebody who may make Owners has set up; and so is an operator, whose rights reach
 * further than those of whoever may connect the house's provider.
 * @throws SignInRejected `owner_unbound`
 */
export async function refuseUnvouchedOwner(tx: TenantTx, userId: string, connectionId: string): Promise<void> {
  const [row] = await tx.query<{ owner: boolean; vouched: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
         WHERE e.tenant_id = $1 AND e.user_id = $2 AND r.permissions && $4::text[]) AS owner,
       EXISTS (SELECT 1 FROM sso_connections c WHERE c.tenant_id = $1 AND c.id = $3 AND c.vouches_for_owners) AS vouched`,
    [tx.tenantId, userId, connectionId, ['role:assign-owner', ...OPERATOR_PERMISSIONS]],
  )
  if (row?.owner && !row.vouched) {
    throw new SignInRejected(
      'owner_unbound',
      'an Owner or operator is linked by a connection that an Owner made, and by no other',
    )
  }
}
