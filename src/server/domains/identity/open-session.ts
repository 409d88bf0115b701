import { append } from '#server/domains/audit/index.ts'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { SignInRejected } from './errors.ts'
import { hashOfToken, isOpaqueToken } from './opaque-token.ts'
import { ABSOLUTE_MS } from './session-lifetime.ts'
import { insertSession, personById } from './session-store.ts'
import { type SignInContext, signInReadScope, signInScope } from './sign-in-context.ts'
import { type AnsweredRequest, answeredRequest, consumeSignInRequest } from './sign-in-request-store.ts'

export type CodeHolder = AnsweredRequest & { tenantId: string; browserHash: Buffer }

/**
 * What a one-time code stands for, without using it up.
 * @param found gets tenant and connection as soon as they are known, so that a refusal can be recorded there
 * @throws SignInRejected `code` or `browser`
 */
export async function findCodeHolder(
  code: string,
  context: SignInContext,
  found: { tenantId?: string; connectionId?: string },
): Promise<CodeHolder> {
  const known = isOpaqueToken(code) ? await findCredential('sign-in-code', hashOfToken(code)) : null
  if (!known) throw new SignInRejected('code', 'not one of ours')
  Object.assign(found, { tenantId: known.tenantId, connectionId: known.connectionId })
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
 * @throws SignInRejected `code` or `user_disabled`
 */
export async function openSession(
  holder: CodeHolder,
  token: string,
  context: SignInContext,
): Promise<{ expiresAt: Date }> {
  const now = context.now()
  const expiresAt = new Date(now.getTime() + ABSOLUTE_MS)
  await withTenant(signInScope(holder.tenantId, context.request), async (tx) => {
    if (!(await consumeSignInRequest(tx, { id: holder.id, browserHash: holder.browserHash, now }))) {
      throw new SignInRejected('code', 'used already')
    }
    const person = await personById(tx, holder.userId)
    if (!person?.active) throw new SignInRejected('user_disabled', 'the user is disabled in this tenant')
    const id = newId()
    await insertSession(tx, {
      id,
      userId: holder.userId,
      connectionId: holder.connectionId,
      tokenHash: hashOfToken(token),
      ip: context.request.ip,
      userAgent: context.request.userAgent,
      createdAt: now,
      expiresAt,
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
  })
  return { expiresAt }
}
