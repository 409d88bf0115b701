import { authorize, recordRefusedAttempt } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type Credentials, findCredential, withTenant } from '#server/platform/db/index.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { hashOfToken, isOpaqueToken, newOpaqueToken } from './opaque-token.ts'
import { ROTATE_EVERY_MS, ROTATION_GRACE_MS, SEEN_EVERY_MS, SESSION_COOKIE } from './session-lifetime.ts'
import { issueNextToken, revokeOpenSession, takeUpNextToken, touchSession } from './session-store.ts'
import { personOfSession } from './session-within-policy.ts'
import { readCookies, signInReadScope, signInScope } from './sign-in-context.ts'

export type SignedIn = Extract<Principal, { type: 'user' }>
type Found = Credentials['session']
type Resolved = { principal: SignedIn; expiresAt: Date; session: Found; tokenHash: Buffer }
type Clock = () => Date

const systemClock: Clock = () => new Date()

/**
 * Who a request comes from; null without a session that is still good. Read from the database at every
 * request, so that a revoked session, a user whom the directory disables and a policy that the session
 * no longer fits take effect at the next one.
 */
export async function resolveSession(
  headers: Headers,
  request: RequestContext,
  now: Clock = systemClock,
): Promise<SignedIn | null> {
  return (await resolveSessionToken(readCookies(headers)[SESSION_COOKIE], request, now))?.principal ?? null
}

/** The same where the answer can carry a cookie: a token that has served its time is followed by a new one. */
export async function resolveAndRotateSession(
  headers: Headers,
  request: RequestContext,
  now: Clock = systemClock,
): Promise<{ principal: SignedIn | null; setCookie: string | null }> {
  const resolved = await resolveSessionToken(readCookies(headers)[SESSION_COOKIE], request, now)
  if (!resolved) return { principal: null, setCookie: null }
  return { principal: resolved.principal, setCookie: await nextToken(resolved, request, now()) }
}

export async function resolveSessionToken(
  token: string | undefined,
  request: RequestContext,
  now: Clock,
): Promise<Resolved | null> {
  if (!isOpaqueToken(token)) return null
  const tokenHash = hashOfToken(token)
  const session = await findCredential('session', tokenHash)
  if (!session || session.revokedAt !== null) {
    await recordRefusedAttempt(tokenHash, request, now())
    return null
  }
  if (session.token === 'previous' && now().getTime() - session.rotatedAt.getTime() > ROTATION_GRACE_MS) {
    await endReusedSession(session, request)
    return null
  }
  const { tenantId, id: sessionId, userId } = session
  const person = await withTenant(signInReadScope(tenantId, request), (tx) =>
    personOfSession(tx, { id: sessionId, ip: request.ip, now: now() }),
  )
  if (!person) return null
  await noteRequest(session, tokenHash, request, now())
  return {
    principal: { type: 'user', tenantId, id: userId, sessionId, name: person.name, email: person.email, request },
    expiresAt: person.endsAt,
    session,
    tokenHash,
  }
}

/** The first request with a new token retires the old one; any request is noted once a minute. */
async function noteRequest(session: Found, tokenHash: Buffer, request: RequestContext, now: Date): Promise<void> {
  const first = session.token === 'pending'
  if (!first && now.getTime() - session.lastSeenAt.getTime() < SEEN_EVERY_MS) return
  await withTenant(touchScope(session.tenantId, request), async (tx) => {
    if (first) await takeUpNextToken(tx, { id: session.id, tokenHash, now })
    await touchSession(tx, session.id, now)
    tx.housekeeping('when something was last used or looked at')
  })
}

/** A Set-Cookie for a session whose token is due; null for the others, and where another request was faster. */
async function nextToken({ session, tokenHash, expiresAt }: Resolved, request: RequestContext, now: Date) {
  if (session.token !== 'current') return null
  if (now.getTime() - session.rotatedAt.getTime() < ROTATE_EVERY_MS) return null
  if (session.pendingAt !== null && now.getTime() - session.pendingAt.getTime() < ROTATION_GRACE_MS) return null
  const token = newOpaqueToken()
  const issued = await withTenant(touchScope(session.tenantId, request), async (tx) => {
    tx.housekeeping('a session goes on under another token')
    return issueNextToken(tx, {
      id: session.id,
      tokenHash,
      nextHash: hashOfToken(token),
      now,
      unclaimedSince: new Date(now.getTime() - ROTATION_GRACE_MS),
    })
  })
  return issued ? sessionCookie(token, expiresAt) : null
}

export function sessionCookie(token: string, expiresAt: Date): string {
  return `${SESSION_COOKIE}=${token}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; Secure; SameSite=Lax`
}

/** A token that was replaced comes back after its grace: two hold the session, and one of them is not its owner. */
async function endReusedSession(session: Found, request: RequestContext): Promise<void> {
  await withTenant(signInScope(session.tenantId, request), async (tx) => {
    const ended = await revokeOpenSession(tx, session.id, null)
    if (!ended) return tx.unchanged('the session has ended already')
    await append(
      tx,
      {
        action: 'session.revoke',
        targets: [
          { type: 'session', id: session.id },
          { type: 'user', id: ended.userId, name: ended.name },
        ],
        metadata: { cause: 'token_reused' },
      },
      { actor: { type: 'anonymous' } },
    )
  })
}

function touchScope(tenantId: string, request: RequestContext) {
  return authorize({ type: 'system', tenantId, task: 'sign-in', request }, 'session:touch')
}
