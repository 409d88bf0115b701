import type { Invitation } from '#contracts/invitations.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { listStoredInvitations } from './invitation-store.ts'

/** Everybody who comes in, came in or may come in without the tenant's provider. */
export function listInvitations(scope: TenantScope<'invitation:read'>): Promise<{ items: Invitation[] }> {
  return withTenant(scope, async (tx) => ({ items: await listStoredInvitations(tx, new Date()) }))
}
