import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from './errors.ts'
import type { PendingRequest } from './find-pending-request.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { hashOfToken, newOpaqueToken } from './opaque-token.ts'
import { resolveSignedInUser } from './resolve-signed-in-user.ts'
import { type SignInContext, signInScope } from './sign-in-context.ts'
import { answerSignInRequest, rememberAssertion } from './sign-in-request-store.ts'

export type AcceptIdentityInput = {
  pending: PendingRequest
  identity: VerifiedIdentity
  /** SAML only: what must never be accepted again, and until when it could be. */
  assertion?: { id: string; rememberUntil: Date }
}

/**
 * Turns an answer that passed every check into a one-time code of ours. Replay, single use and the user are
 * settled in one transaction, so parallel posts of one answer yield one code.
 * @throws SignInRejected `replay`, `single_use` or what `resolveSignedInUser` throws
 */
export async function acceptIdentity(
  { pending, identity, assertion }: AcceptIdentityInput,
  context: SignInContext,
): Promise<string> {
  const code = newOpaqueToken()
  const { connection } = pending
  await withTenant(signInScope(pending.tenantId, context.request), async (tx) => {
    const now = context.now()
    if (assertion) {
      const remembered = await rememberAssertion(tx, {
        connectionId: connection.id,
        hash: hashOfToken(assertion.id),
        expiresAt: assertion.rememberUntil,
        now,
      })
      if (!remembered) throw new SignInRejected('replay', 'the assertion was accepted before')
    }
    const userId = await resolveSignedInUser(tx, connection.id, identity)
    if (!(await answerSignInRequest(tx, { id: pending.id, userId, codeHash: hashOfToken(code), now }))) {
      throw new SignInRejected('single_use', 'the request was answered already')
    }
    await append(
      tx,
      {
        action: 'sign_in.accept',
        targets: [
          { type: 'user', id: userId },
          { type: 'sso_connection', id: connection.id, name: connection.name },
        ],
        metadata: { connectionId: connection.id, protocol: connection.protocol },
      },
      { actor: { type: 'user', id: userId } },
    )
  })
  return code
}
