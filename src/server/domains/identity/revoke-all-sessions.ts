import type { z } from 'zod'
import type { sessionsRevokedOutput } from '#contracts/sessions.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { requireTypedName } from './require-typed-name.ts'
import { revokeOpenSessions } from './session-store.ts'

/**
 * Ends every open session of the tenant, that of whoever asks among them; effective at each one's next request.
 * @throws AppError `invalid_input` where the typed name is not the tenant's
 */
export function revokeAllSessions(
  scope: TenantScope<'session:revoke'>,
  input: { name: string },
): Promise<z.infer<typeof sessionsRevokedOutput>> {
  return withTenant(scope, async (tx) => {
    const [tenant] = await tx.query<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tx.tenantId])
    requireTypedName(input.name, tenant?.name ?? '')
    const ended = await revokeOpenSessions(tx, {})
    await append(tx, {
      action: 'session.revoke_all',
      targets: [{ type: 'tenant', id: tx.tenantId }],
      metadata: { of: 'tenant', ...ended },
    })
    return ended
  })
}
