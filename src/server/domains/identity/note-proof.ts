import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const AGAIN_AFTER_MS = 86_400_000

/**
 * Remembers that an Owner or Admin came through a connection to the end. Enforcement rests on it: as long as it
 * stands, whoever could undo the setting is known to get in. Written once a day at most.
 */
export async function noteProof(
  tx: TenantTx,
  input: { connection: { id: string; name: string }; userId: string; provenAt: Date | null; now: Date },
): Promise<void> {
  if (input.provenAt && input.now.getTime() - input.provenAt.getTime() < AGAIN_AFTER_MS) return
  const noted = await tx.query(
    `UPDATE sso_connections SET proven_at = $4, proven_by = $3
     WHERE tenant_id = $1 AND id = $2 AND EXISTS (
       SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = $1 AND e.user_id = $3 AND r.key IN ('owner', 'admin'))
     RETURNING id`,
    [tx.tenantId, input.connection.id, input.userId, input.now],
  )
  if (noted.length === 0 || input.provenAt) return
  await append(tx, {
    action: 'sso.connection.prove',
    targets: [
      { type: 'sso_connection', id: input.connection.id, name: input.connection.name },
      { type: 'user', id: input.userId },
    ],
    metadata: { connectionId: input.connection.id },
  })
}
