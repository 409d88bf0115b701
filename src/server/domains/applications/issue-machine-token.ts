import { apiKeyOfSecret } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { applicationScope } from './house.ts'
import { issuer, machineAudience } from './issuer.ts'
import { invalidClient, OAuthRefusal } from './oauth-refusal.ts'
import { ACCESS_TOKEN_TYPE, seconds, sign } from './sign-tokens.ts'
import { keyThatSigns, signingKeys } from './signing-keys.ts'

const LIFETIME_SECONDS = 600

/**
 * RFC 6749 §4.4 for a tenant's API key: its id and its secret for a token of ten minutes, which leaves the key
 * itself at home. The key is looked up again at every use, so that revoking it ends its tokens.
 * @throws OAuthRefusal `invalid_client` or `invalid_scope`
 */
export async function issueMachineToken(
  input: { keyId: string; secret: string | null; scope: string | null },
  request: RequestContext,
  now: Date,
): Promise<{ access_token: string; token_type: 'Bearer'; expires_in: number; scope: string }> {
  const apiKey = input.secret === null ? null : await apiKeyOfSecret(input.secret, request, now)
  if (!apiKey || apiKey.id !== input.keyId) throw invalidClient('no such API key, or one that has ended')
  const asked = [...new Set((input.scope ?? '').split(' ').filter(Boolean))]
  const scopes = asked.length === 0 ? apiKey.permissions : asked
  if (scopes.some((name) => !apiKey.permissions.includes(name)))
    throw new OAuthRefusal('invalid_scope', 'The key does not have one of these permissions.')
  const key = keyThatSigns(await signingKeys(request, now), now)
  const endsAt = Math.min(
    now.getTime() + LIFETIME_SECONDS * 1000,
    apiKey.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  )
  const [iat, exp] = [seconds(now), seconds(new Date(endsAt))]
  const token = await sign(key, ACCESS_TOKEN_TYPE, {
    iss: issuer(),
    aud: machineAudience(),
    sub: apiKey.id,
    client_id: apiKey.id,
    tenant_id: apiKey.tenantId,
    scope: scopes.join(' '),
    jti: newId(),
    iat,
    exp,
  })
  await withTenant(applicationScope(apiKey.tenantId, request), (tx) =>
    append(
      tx,
      {
        action: 'api_key.token.issue',
        targets: [{ type: 'api_key', id: apiKey.id, name: apiKey.name }],
        metadata: { scopes },
      },
      { actor: { type: 'service', id: apiKey.id } },
    ),
  )
  return { access_token: token, token_type: 'Bearer', expires_in: exp - iat, scope: scopes.join(' ') }
}
