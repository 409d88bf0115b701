import { OPERATOR_PERMISSIONS } from '#contracts/permissions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { SignInRejected } from './errors.ts'

/**
 * Who sets up a provider can have it assert any address. So somebody who may make Owners is linked for the first
 * time only by a connection that somebody who may make Owners has set up; and so is an operator, whose rights reach
 * further than those of whoever may connect the house's provider. Whoever has a set-up link, or made one, holds
 * nothing in the tenant: by a connection of theirs nobody who holds a role is linked until an Owner lets it vouch.
 * @throws SignInRejected `owner_unbound`
 */
export async function refuseUnvouchedOwner(tx: TenantTx, userId: string, connectionId: string): Promise<void> {
  const [row] = await tx.query<{ refused: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM effective_roles e
       JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       JOIN sso_connections c ON c.tenant_id = e.tenant_id AND c.id = $3 AND NOT c.vouches_for_owners
       WHERE e.tenant_id = $1 AND e.user_id = $2 AND (c.from_setup_link OR r.permissions && $4::text[])) AS refused`,
    [tx.tenantId, userId, connectionId, ['role:assign-owner', ...OPERATOR_PERMISSIONS]],
  )
  if (row?.refused) {
    throw new SignInRejected(
      'owner_unbound',
      'an Owner or operator is linked by a connection that an Owner vouches for; so is everybody with a role where a set-up link made it',
    )
  }
}
