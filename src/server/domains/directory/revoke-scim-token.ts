import type { z } from 'zod'
import type { directoriesRevokeTokenInput } from '#contracts/directories.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/**
 * Ends a token; its next request is refused. One that is revoked already is answered the same.
 * @throws AppError `not_found`
 */
export function revokeScimToken(
  scope: TenantScope<'directory:manage'>,
  input: z.infer<typeof directoriesRevokeTokenInput>,
): Promise<{ tokenId: string }> {
  return withTenant(scope, async (tx) => {
    const [token] = await tx.query<{ revokedAt: Date | null; directoryName: string }>(
      `SELECT t.revoked_at AS "revokedAt", d.name AS "directoryName"
       FROM scim_tokens t JOIN directories d ON d.tenant_id = t.tenant_id AND d.id = t.directory_id
       WHERE t.tenant_id = $1 AND t.directory_id = $2 AND t.id = $3 FOR UPDATE OF t`,
      [tx.tenantId, input.directoryId, input.tokenId],
    )
    if (!token) throw notFound('token')
    if (token.revokedAt) {
      tx.unchanged('the token is revoked already')
      return { tokenId: input.tokenId }
    }
    await tx.query('UPDATE scim_tokens SET revoked_at = now() WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      input.tokenId,
    ])
    await append(tx, {
      action: 'directory.token.revoke',
      targets: [{ type: 'directory', id: input.directoryId, name: token.directoryName }],
      metadata: { tokenId: input.tokenId },
    })
    return { tokenId: input.tokenId }
  })
}
