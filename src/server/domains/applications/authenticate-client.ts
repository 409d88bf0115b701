import { type TenantTx, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { applicationByClientId, type StoredApplication, secretByHash } from './application-store.ts'
import { applicationReadScope, applicationScope, houseTenantId } from './house.ts'
import { hashOfSecret } from './new-secret.ts'
import { invalidClient, OAuthRefusal } from './oauth-refusal.ts'

export type ClientCredentials = { clientId: string; secret: string | null }

const SEEN_EVERY_MS = 60_000

/**
 * What a request says of its client: HTTP Basic or the form (RFC 6749 §2.3.1), never both (§2.3).
 * @throws OAuthRefusal `invalid_client` or `invalid_request`
 */
export function readClientCredentials(authorization: string | null, form: URLSearchParams): ClientCredentials {
  const inForm = { clientId: form.get('client_id'), secret: form.get('client_secret') }
  if (authorization === null) {
    if (!inForm.clientId) throw invalidClient('no client id')
    return { clientId: inForm.clientId, secret: inForm.secret }
  }
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1]
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? []
  if (id === undefined || secret === undefined) throw invalidClient('an Authorization header of another form')
  if (inForm.secret !== null) throw new OAuthRefusal('invalid_request', 'Authenticate in one way only.')
  const clientId = formDecode(id)
  if (inForm.clientId !== null && inForm.clientId !== clientId)
    throw new OAuthRefusal('invalid_request', 'Two different client ids were sent.')
  return { clientId, secret: formDecode(secret) }
}

function formDecode(value: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    throw invalidClient('credentials that are not form-encoded')
  }
  if (decoded.includes('\0')) throw invalidClient('credentials with a NUL character')
  return decoded
}

/**
 * The application that authenticates itself. One answer for one that is unknown, disabled or has another secret.
 * @throws OAuthRefusal `invalid_client`
 */
export async function authenticateClient(
  { clientId, secret }: ClientCredentials,
  request: RequestContext,
  now: Date,
): Promise<StoredApplication> {
  const houseId = await houseTenantId()
  const { application, known } = await withTenant(applicationReadScope(houseId, request), async (tx) => {
    const found = await applicationByClientId(tx, clientId)
    return { application: found, known: found && secret !== null ? await goodSecret(tx, found.id, secret, now) : null }
  })
  if (!application || application.disabledAt !== null) throw invalidClient('unknown or disabled')
  if (application.type === 'public') {
    // A secret that is sent anyway was never given out: something is set up wrongly, and is told so.
    if (secret !== null) throw invalidClient('a public application with a secret')
    return application
  }
  if (!known) throw invalidClient(secret === null ? 'no secret' : 'another secret')
  if (known.lastUsedAt === null || now.getTime() - known.lastUsedAt.getTime() >= SEEN_EVERY_MS) {
    await withTenant(applicationScope(houseId, request), async (tx) => {
      await tx.query('UPDATE oauth_client_secrets SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2', [
        tx.tenantId,
        known.id,
        now,
      ])
      tx.housekeeping('when something was last used or looked at')
    })
  }
  return application
}

function goodSecret(tx: TenantTx, applicationId: string, secret: string, now: Date) {
  return secretByHash(tx, { applicationId, hash: hashOfSecret(secret), now })
}
