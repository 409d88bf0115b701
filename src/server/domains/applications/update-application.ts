import type { z } from 'zod'
import type { applicationsUpdateInput } from '#contracts/applications.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { applicationById, type StoredApplication } from './application-store.ts'
import { findTenantsBySlug } from './find-tenants.ts'
import { issuer } from './issuer.ts'

type Input = z.infer<typeof applicationsUpdateInput>
type Changeable = Omit<StoredApplication, 'id' | 'clientId' | 'type' | 'createdAt'>

/** @throws AppError `not_found`, or `invalid_input` for a tenant that is not there or an audience that is ours */
export async function updateApplication(
  scope: TenantScope<'oauth-client:manage'>,
  input: Input,
  now: Date = new Date(),
): Promise<{ id: string }> {
  const allowedTenants = await tenantIds(input.allowedTenants)
  refuseOurAudience(input.audience)
  return withTenant(scope, async (tx) => {
    const before = await applicationById(tx, input.id)
    if (!before) throw notFound('application')
    const wanted: Changeable = {
      name: input.name ?? before.name,
      redirectUris: unique(input.redirectUris) ?? before.redirectUris,
      postLogoutRedirectUris: unique(input.postLogoutRedirectUris) ?? before.postLogoutRedirectUris,
      scopes: input.scopes ?? before.scopes,
      audience: input.audience ?? before.audience,
      allowedTenants: allowedTenants === undefined ? before.allowedTenants : allowedTenants,
      accessTokenSeconds: input.accessTokenSeconds ?? before.accessTokenSeconds,
      refreshTokenSeconds: input.refreshTokenSeconds ?? before.refreshTokenSeconds,
      disabledAt: input.disabled === undefined ? before.disabledAt : input.disabled ? (before.disabledAt ?? now) : null,
    }
    const changed = (Object.keys(wanted) as (keyof Changeable)[]).filter(
      (field) => JSON.stringify(wanted[field]) !== JSON.stringify(before[field]),
    )
    if (changed.length === 0) {
      tx.unchanged('nothing is different')
      return { id: input.id }
    }
    await tx.query(
      `UPDATE oauth_clients SET name = $3, redirect_uris = $4, post_logout_redirect_uris = $5, scopes = $6, audience = $7,
         allowed_tenants = $8, access_token_seconds = $9, refresh_token_seconds = $10, disabled_at = $11
       WHERE tenant_id = $1 AND id = $2`,
      [
        tx.tenantId,
        input.id,
        wanted.name,
        wanted.redirectUris,
        wanted.postLogoutRedirectUris,
        wanted.scopes,
        wanted.audience,
        wanted.allowedTenants,
        wanted.accessTokenSeconds,
        wanted.refreshTokenSeconds,
        wanted.disabledAt,
      ],
    )
    await append(tx, {
      action: 'application.update',
      targets: [{ type: 'application', id: input.id, name: wanted.name }],
      metadata: {
        clientId: before.clientId,
        changed: changed.map((field) => (field === 'disabledAt' ? 'disabled' : field)),
      },
    })
    return { id: input.id }
  })
}

function unique<T>(values: readonly T[] | undefined): T[] | undefined {
  return values && [...new Set(values)]
}

async function tenantIds(slugs: Input['allowedTenants']): Promise<string[] | null | undefined> {
  if (slugs === undefined || slugs === null) return slugs
  const found = await findTenantsBySlug(slugs)
  const missing = slugs.find((slug) => !found.some((tenant) => tenant.slug === slug))
  if (missing !== undefined) {
    throw new AppError({
      code: 'invalid_input',
      message: `There is no tenant with the short name ${missing}.`,
      path: '/allowedTenants',
    })
  }
  return found.map(({ id }) => id)
}

/** A token for an application must never be one that Gatehouse itself would take for its own API. */
function refuseOurAudience(audience: string | undefined): void {
  if (audience === undefined || !audience.toLowerCase().startsWith(issuer().toLowerCase())) return
  throw new AppError({
    code: 'invalid_input',
    message: 'The audience names your own API. It cannot begin with the address of Gatehouse.',
    path: '/audience',
  })
}
