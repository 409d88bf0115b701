import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import { fetchSigningKeys } from '../fetch-signing-keys.ts'
import { CLOCK_SKEW_MS } from '../guard/guard-state.ts'
import { guardLogoutToken, LOGOUT_TOKEN_MAX_AGE_MS } from '../guard/openid/guard-logout-token.ts'
import { openidClientOf } from '../jackson-adapter.ts'
import { hashOfToken } from '../opaque-token.ts'
import { type SignInContext, signInReadScope, signInScope } from '../sign-in-context.ts'
import { rememberAssertion } from '../sign-in-request-store.ts'
import { type LogoutConnection, logoutConnections } from './logout-connections.ts'
import { indexHashOf, subjectHashOf } from './provider-session.ts'
import { endProviderSessions } from './provider-session-store.ts'
import { targetsOf } from './receive-logout-request.ts'
import type { LogoutFacts } from './record-logout-rejection.ts'

type LogoutClaims = { jti: string; iat: number; sub?: string; sid?: string }

/**
 * OpenID Connect Back-Channel Logout §2.5 to §2.8: a provider ends the sessions of a sub, a sid, or both, of the
 * connection that is its client in the tenant at whose address the token was delivered.
 * @param facts gets the connection as soon as issuer and audience are known to be of one
 * @throws SignInRejected
 */
export async function receiveLogoutToken(token: string, facts: LogoutFacts, context: SignInContext): Promise<void> {
  const { tenantId } = facts
  const named = namesIn(token)
  if (!named) throw new SignInRejected('token', 'no JSON Web Token')
  const connections = await withTenant(signInReadScope(tenantId, context.request), (tx) =>
    logoutConnections(tx, 'oidc', named.issuer),
  )
  const found = await connectionOfClient(connections, named.audiences)
  if (!found) throw new SignInRejected('token_audience', 'not a client of this tenant')
  const { connection, clientId, jwksUri } = found
  facts.connectionId = connection.id
  if (!connection.singleLogout) throw new SignInRejected('connection', 'single logout is switched off')
  const keys = await fetchSigningKeys(jwksUri)
  const guarded = guardLogoutToken(token, { issuer: connection.idpEntityId, clientId, keys }, context.now())
  if (!guarded.passed) throw new SignInRejected(guarded.check, guarded.detail)
  const claims = guarded.claims as LogoutClaims
  await withTenant(signInScope(tenantId, context.request), async (tx) => {
    const fresh = await rememberAssertion(tx, {
      connectionId: connection.id,
      hash: hashOfToken(`logout-token\0${claims.jti}`),
      expiresAt: new Date(claims.iat * 1000 + LOGOUT_TOKEN_MAX_AGE_MS + 2 * CLOCK_SKEW_MS),
      now: context.now(),
    })
    if (!fresh) throw new SignInRejected('replay', 'the token was taken before')
    const ended = await endProviderSessions(tx, {
      connectionId: connection.id,
      subjectHash: claims.sub === undefined ? null : subjectHashOf(claims.sub),
      indexHashes: claims.sid === undefined ? [] : [indexHashOf(claims.sid)],
    })
    await append(
      tx,
      {
        action: 'session.end_by_provider',
        targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }, ...targetsOf(ended)],
        metadata: { connectionId: connection.id, protocol: 'oidc', sessions: ended.length },
      },
      { actor: { type: 'anonymous' } },
    )
  })
}

/** Whose token it says it is: only where to look, its signature decides. */
function namesIn(token: string): { issuer: string; audiences: string[] } | null {
  if (token.length > 32 * 1024) return null
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const audiences = [claims.aud].flat().filter((one: unknown) => typeof one === 'string')
    return typeof claims.iss === 'string' && !claims.iss.includes('\0') ? { issuer: claims.iss, audiences } : null
  } catch {
    return null
  }
}

/** Two connections may be two clients of one provider. */
async function connectionOfClient(connections: readonly LogoutConnection[], audiences: readonly string[]) {
  for (const connection of connections) {
    const client = await openidClientOf(connection.jacksonClientId)
    if (audiences.includes(client.clientId)) return { connection, ...client }
  }
  return null
}
