import { authorize } from '#server/domains/access/index.ts'
import { type Credentials, findCredential, withTenant } from '#server/platform/db/index.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { hashOfToken, isOpaqueToken } from './opaque-token.ts'
import { IDLE_MS, SEEN_EVERY_MS, SESSION_COOKIE } from './session-lifetime.ts'
import { personById, touchSession } from './session-store.ts'
import { readCookies, signInReadScope } from './sign-in-context.ts'

export type SignedIn = Extract<Principal, { type: 'user' }>

/**
 * Who a request comes from; null without a session that is still good. Read from the database at every
 * request, so that a revoked session and a user whom the directory disables are out at the next one.
 */
export async function resolveSession(
  headers: Headers,
  request: RequestContext,
  now: () => Date = () => new Date(),
): Promise<SignedIn | null> {
  return (await resolveSessionToken(readCookies(headers)[SESSION_COOKIE], request, now))?.principal ?? null
}

export async function resolveSessionToken(
  token: string | undefined,
  request: RequestContext,
  now: () => Date,
): Promise<{ principal: SignedIn; expiresAt: Date } | null> {
  if (!isOpaqueToken(token)) return null
  const session = await findCredential('session', hashOfToken(token))
  if (!session || !isOpen(session, now())) return null
  const { tenantId, id: sessionId, userId } = session
  const person = await withTenant(signInReadScope(tenantId, request), (tx) => personById(tx, userId))
  if (!person?.active) return null
  await noteRequest(session, request, now())
  return {
    principal: { type: 'user', tenantId, id: userId, sessionId, name: person.name, email: person.email, request },
    expiresAt: session.expiresAt,
  }
}

function isOpen(session: Credentials['session'], now: Date): boolean {
  return session.revokedAt === null && session.expiresAt > now && session.lastSeenAt.getTime() + IDLE_MS > now.getTime()
}

async function noteRequest(session: Credentials['session'], request: RequestContext, now: Date): Promise<void> {
  if (now.getTime() - session.lastSeenAt.getTime() < SEEN_EVERY_MS) return
  const scope = authorize({ type: 'system', tenantId: session.tenantId, task: 'sign-in', request }, 'session:touch')
  await withTenant(scope, async (tx) => {
    await touchSession(tx, session.id, now)
    tx.housekeeping('only when the session was last seen')
  })
}
