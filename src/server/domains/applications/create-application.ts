import type { z } from 'zod'
import { APPLICATION_SCOPES, type applicationsCreateInput } from '#contracts/applications.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { APPLICATIONS_AT_MOST, allApplications, insertSecret } from './application-store.ts'
import { newClientId, newSecret } from './new-secret.ts'

/** Registers an application of the vendor's. Its secret, where it keeps one, is answered here and never again. */
export function createApplication(
  scope: TenantScope<'oauth-client:manage'>,
  input: z.infer<typeof applicationsCreateInput>,
  now: Date = new Date(),
): Promise<{ id: string; clientId: string; secret: string | null }> {
  return withTenant(scope, async (tx) => {
    await lockTenantLimit(tx, 'application')
    if ((await allApplications(tx)).length >= APPLICATIONS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `There are ${APPLICATIONS_AT_MOST} applications, which is the most there can be.`,
      })
    }
    const [id, clientId] = [newId(), newClientId()]
    await tx.query(
      `INSERT INTO oauth_clients (tenant_id, id, client_id, name, type, redirect_uris, scopes, audience, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $3, $8)`,
      [
        tx.tenantId,
        id,
        clientId,
        input.name,
        input.type,
        [...new Set(input.redirectUris)],
        [...APPLICATION_SCOPES],
        now,
      ],
    )
    const made = input.type === 'confidential' ? newSecret() : null
    if (made) await insertSecret(tx, { id: newId(), applicationId: id, prefix: made.prefix, hash: made.hash, now })
    await append(tx, {
      action: 'application.create',
      targets: [{ type: 'application', id, name: input.name }],
      metadata: { clientId, type: input.type },
    })
    return { id, clientId, secret: made?.secret ?? null }
  })
}
