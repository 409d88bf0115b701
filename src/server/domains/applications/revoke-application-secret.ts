import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { applicationById } from './application-store.ts'

/** Ends one secret at once. One that has ended is answered the same. @throws AppError `not_found` */
export function revokeApplicationSecret(
  scope: TenantScope<'oauth-client:manage'>,
  input: { id: string; secretId: string },
  now: Date = new Date(),
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    const application = await applicationById(tx, input.id)
    const [secret] = await tx.query<{ revoked: boolean }>(
      `SELECT revoked_at IS NOT NULL AS revoked FROM oauth_client_secrets
       WHERE tenant_id = $1 AND application_id = $2 AND id = $3 FOR UPDATE`,
      [tx.tenantId, input.id, input.secretId],
    )
    if (!application || !secret) throw notFound('secret')
    if (secret.revoked) {
      tx.unchanged('the secret is revoked already')
      return { id: input.secretId }
    }
    await tx.query('UPDATE oauth_client_secrets SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      input.secretId,
      now,
    ])
    await append(tx, {
      action: 'application.secret.revoke',
      targets: [{ type: 'application', id: application.id, name: application.name }],
      metadata: { clientId: application.clientId, secretId: input.secretId },
    })
    return { id: input.secretId }
  })
}
