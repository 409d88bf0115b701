import { holdActive } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { SignInRejected } from './errors.ts'
import { hashOfToken, isOpaqueToken } from './opaque-token.ts'
import { insertSession, personById } from './session-store.ts'
import { type SignInContext, signInReadScope, signInScope } from './sign-in-context.ts'
import { policyForNewSession } from './sign-in-policy-store.ts'
import { type AnsweredRequest, answeredRequest, consumeSignInRequest } from './sign-in-request-store.ts'
import { keepProviderSession } from './single-logout/provider-session-store.ts'
import type { SignInTrace } from './trace/sign-in-trace.ts'
import { traceSession } from './trace/trace-session.ts'

export type CodeHolder = AnsweredRequest & { tenantId: string; browserHash: Buffer }

/**
 * What a one-time code stands for, without using it up.
 * @param trace gets tenant, connection and request as soon as they are known, so that a refusal can be recorded there
 * @throws SignInRejected `code` or `browser`
 */
export async function findCodeHolder(code: string, context: SignInContext, trace: SignInTrace): Promise<CodeHolder> {
  trace.enter('session')
  const known = isOpaqueToken(code) ? await findCredential('sign-in-code', hashOfToken(code)) : null
  if (!known) throw new SignInRejected('code', 'not one of ours')
  Object.assign(trace, { tenantId: known.tenantId, connectionId: known.connectionId, signInRequestId: known.id })
  if (known.consumedAt) throw new SignInRejected('code', 'used already')
  if (!context.browserToken) throw new SignInRejected('browser', 'this browser did not start the request')
  const browserHash = hashOfToken(context.browserToken)
  const request = await withTenant(signInReadScope(known.tenantId, context.request), (tx) =>
    answeredRequest(tx, { id: known.id, browserHash, now: context.now() }),
  )
  if (!request) throw new SignInRejected('code', 'used already, expired, or of another browser')
  return { ...request, tenantId: known.tenantId, browserHash }
}

/**
 * Uses a code up and opens the session, in one transaction: one code makes one session, whatever the timing.
 * @throws SignInRejected `code`, `user_disabled`, `method`, `address` or `other_person`
 */
export function openSession(
  holder: CodeHolder,
  token: string,
  trace: SignInTrace,
  context: SignInContext,
): Promise<{ expiresAt: Date }> {
  const now = context.now()
  return withTenant(signInScope(holder.tenantId, context.request), async (tx) => {
    if (!(await consumeSignInRequest(tx, { id: holder.id, browserHash: holder.browserHash, now }))) {
      throw new SignInRejected('code', 'used already')
    }
    const active = await holdActive(tx, holder.userId)
    const person = await personById(tx, holder.userId)
    if (!person || !active) throw new SignInRejected('user_disabled', 'the user is disabled in this tenant')
    if (holder.reauthenticatesUserId !== null && holder.reauthenticatesUserId !== person.id) {
      throw new SignInRejected('other_person', 'somebody else than the person of the session signed in')
    }
    const policy = await policyForNewSession(tx, context.request.ip)
    if (!policy.methods.includes(holder.protocol))
      throw new SignInRejected('method', 'not allowed by the sign-in policy')
    if (!policy.addressAllowed) throw new SignInRejected('address', 'an address that the sign-in policy leaves out')
    const longest = now.getTime() + policy.absoluteMinutes * 60_000
    // SAML core §2.7.2, SessionNotOnOrAfter.
    const expiresAt = new Date(Math.min(longest, holder.sessionEndsAt?.getTime() ?? longest))
    const id = newId()
    await insertSession(tx, {
      id,
      userId: holder.userId,
      connectionId: holder.connectionId,
      method: holder.protocol,
      authenticatedAt: holder.authenticatedAt ?? now,
      secondFactorAt: null,
      tokenHash: hashOfToken(token),
      ip: context.request.ip,
      userAgent: context.request.userAgent,
      createdAt: now,
      expiresAt,
    })
    if (holder.providerSession && holder.connectionId) {
      const { connectionId, providerSession: sealed } = holder
      await keepProviderSession(tx, { sessionId: id, connectionId, sealed, createdAt: now })
    }
    await traceSession(tx, trace, {
      connection: { id: holder.connectionId, protocol: holder.protocol },
      userId: holder.userId,
      sessionId: id,
      requestId: context.request.requestId,
      now,
    })
    await append(
      tx,
      {
        action: 'session.create',
        targets: [
          { type: 'session', id },
          { type: 'user', id: person.id, name: person.name },
        ],
        metadata: { connectionId: holder.connectionId, protocol: holder.protocol },
      },
      { actor: { type: 'user', id: person.id, name: person.name, email: person.email ?? undefined } },
    )
    return { expiresAt }
  })
}
