import type { z } from 'zod'
import type { apiKeysRevokeInput } from '#contracts/api-keys.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { apiKeyById } from './api-key-store.ts'

/**
 * Ends a key; its next request is refused. A key that is revoked already is answered the same.
 * @throws AppError `not_found`
 */
export function revokeApiKey(
  scope: TenantScope<'api-key:manage'>,
  input: z.infer<typeof apiKeysRevokeInput>,
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const [revoked] = await tx.query<{ name: string }>(
      `UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name`,
      [tx.tenantId, input.id],
    )
    if (revoked) {
      await append(tx, {
        action: 'api_key.revoke',
        targets: [{ type: 'api_key', id: input.id, name: revoked.name }],
        metadata: { name: revoked.name },
      })
    } else {
      if (!(await apiKeyById(tx, input.id))) throw notFound('API key')
      tx.unchanged('the key is revoked already')
    }
    return { id: input.id }
  })
}
