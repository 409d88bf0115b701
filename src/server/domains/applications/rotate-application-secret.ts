import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { applicationById, insertSecret } from './application-store.ts'
import { newSecret } from './new-secret.ts'

/**
 * Makes another secret, answered here and never again. The ones before work for so many hours more, so that the
 * application can be given the new one without a moment in which nobody gets in.
 * @throws AppError `not_found`, or `conflict` for a public application
 */
export function rotateApplicationSecret(
  scope: TenantScope<'oauth-client:manage'>,
  input: { id: string; overlapHours: number },
  now: Date = new Date(),
): Promise<{ secret: string }> {
  return withTenant(scope, async (tx) => {
    const application = await applicationById(tx, input.id)
    if (!application) throw notFound('application')
    if (application.type === 'public') {
      throw new AppError({
        code: 'conflict',
        message: 'A public application keeps no secret: whoever has the application would have it too.',
      })
    }
    const othersEndAt = new Date(now.getTime() + input.overlapHours * 3_600_000)
    const others = await tx.query(
      `UPDATE oauth_client_secrets SET expires_at = least(expires_at, $3)
       WHERE tenant_id = $1 AND application_id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4)
       RETURNING id`,
      [tx.tenantId, application.id, othersEndAt, now],
    )
    const { secret, hash, prefix } = newSecret()
    const secretId = newId()
    await insertSecret(tx, { id: secretId, applicationId: application.id, prefix, hash, now })
    await append(tx, {
      action: 'application.secret.create',
      targets: [{ type: 'application', id: application.id, name: application.name }],
      metadata: {
        clientId: application.clientId,
        secretId,
        othersEndAt: others.length > 0 ? othersEndAt.toISOString() : null,
      },
    })
    return { secret }
  })
}
