import { apiKeyById } from '#server/domains/access/index.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { machineAudience } from './issuer.ts'
import { ACCESS_TOKEN_TYPE } from './sign-tokens.ts'
import { verifyToken } from './verify-token.ts'

type ApiKeyPrincipal = Extract<Principal, { type: 'api-key' }>

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Who presents a token of {@link issueMachineToken}; null for every other token. The key has to live, at this moment
 * and in the very tenant that the token names.
 */
export async function resolveMachineToken(
  headers: Headers,
  request: RequestContext,
  now: () => Date = () => new Date(),
): Promise<ApiKeyPrincipal | null> {
  const token = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)$/i.exec(
    headers.get('authorization') ?? '',
  )?.[1]
  if (token === undefined) return null
  const claims = await verifyToken(token, { type: ACCESS_TOKEN_TYPE, audience: machineAudience() }, request, now())
  if (!claims) return null
  const { tenant_id: tenantId, sub, client_id: clientId, scope, aud } = claims
  if (typeof tenantId !== 'string' || !UUID.test(tenantId) || typeof sub !== 'string' || !UUID.test(sub)) return null
  // Of a person's token the subject is a person; this one names its key twice and nobody else's API.
  if (clientId !== sub || aud !== machineAudience() || typeof scope !== 'string') return null
  const key = await apiKeyById(tenantId, sub, request)
  if (!key) return null
  return { type: 'api-key', tenantId, id: sub, name: key.name, narrowedTo: scope.split(' '), request }
}
