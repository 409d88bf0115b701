import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { applyRoleRules } from './apply-role-rules.ts'
import { emailDomainAllowed } from './email-domain-allowed.ts'
import { SignInRejected } from './errors.ts'
import type { PendingRequest } from './find-pending-request.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { mapIdentity } from './map-identity.ts'
import { noteProof } from './note-proof.ts'
import { hashOfToken, newOpaqueToken } from './opaque-token.ts'
import { ourAddresses } from './our-addresses.ts'
import { quarantineMember } from './quarantine-member.ts'
import { requireFreshAuthentication } from './require-fresh-authentication.ts'
import { resolveSignedInUser } from './resolve-signed-in-user.ts'
import { type SignInContext, signInScope } from './sign-in-context.ts'
import {
  answerSignInRequest,
  insertSignInRequest,
  type NewSignInRequest,
  rememberAssertion,
} from './sign-in-request-store.ts'
import { signInTerms } from './sign-in-terms-store.ts'
import { type ProviderSession, sealProviderSession } from './single-logout/provider-session.ts'
import { acceptTest } from './testing-connection/accept-test.ts'
import { profileOf } from './trace/profile-of.ts'
import type { SignInTrace } from './trace/sign-in-trace.ts'
import { traceAcceptance } from './trace/trace-acceptance.ts'

export type AcceptIdentityInput = {
  pending: PendingRequest
  identity: VerifiedIdentity
  /** SAML only: what must never be accepted again, and until when it could be. */
  assertion?: { id: string; rememberUntil: Date }
  /** When the provider's own session ends, where it said so: ours lasts no longer. */
  sessionEndsAt?: Date | null
  /** What the provider calls the session that follows, kept where single logout is on. */
  providerSession?: ProviderSession | null
  /** A response that nobody asked for brings the request that it answers along. */
  unsolicited?: NewSignInRequest
}

/**
 * Turns an answer that passed every check into a one-time code of ours. Replay, single use and the user are
 * settled in one transaction, so parallel posts of one answer yield one code. A test ends here, with nothing made.
 * @returns where the browser goes next
 * @throws SignInRejected `replay`, `single_use`, `email_domain` or what `resolveSignedInUser` throws
 */
export async function acceptIdentity(
  { pending, identity, assertion, sessionEndsAt = null, providerSession = null, unsolicited }: AcceptIdentityInput,
  trace: SignInTrace,
  context: SignInContext,
): Promise<string> {
  trace.enter('user')
  const code = newOpaqueToken()
  const { connection } = pending
  const sealed =
    providerSession && connection.singleLogout && !pending.testId
      ? await sealProviderSession(pending.tenantId, providerSession)
      : null
  const outside = await withTenant(signInScope(pending.tenantId, context.request), async (tx) => {
    const now = context.now()
    if (unsolicited) await insertSignInRequest(tx, unsolicited)
    if (assertion) {
      const remembered = await rememberAssertion(tx, {
        connectionId: connection.id,
        hash: hashOfToken(assertion.id),
        expiresAt: assertion.rememberUntil,
        now,
      })
      if (!remembered) throw new SignInRejected('replay', 'the assertion was accepted before')
    }
    if (pending.testId) {
      await acceptTest(tx, { pending, testId: pending.testId, identity, trace, context, now })
      return null
    }
    const terms = await signInTerms(tx, connection.id)
    if (terms.enforcement === 'off') throw new SignInRejected('sso_off', 'single sign-on is switched off')
    const mapped = mapIdentity(identity, terms.attributeMapping)
    const address = mapped.email ?? (mapped.subject.includes('@') ? mapped.subject : null)
    if (address !== null && !(await emailDomainAllowed(tx, address))) {
      if (connection.outsideAddress === 'refuse') throw outsideDomains('refused')
      await quarantineMember(tx, connection.id, mapped)
      return outsideDomains('quarantined')
    }
    requireFreshAuthentication(pending, identity)
    const userId = await resolveSignedInUser(tx, connection.id, mapped, terms)
    await applyRoleRules(tx, { userId, connection, claims: identity.claims, mapping: terms.attributeMapping })
    await noteProof(tx, { connection, userId, provenAt: terms.provenAt, now })
    const authenticatedAt = identity.authenticatedAt ?? null
    const answer = {
      id: pending.id,
      userId,
      codeHash: hashOfToken(code),
      sessionEndsAt,
      authenticatedAt,
      providerSession: sealed,
      now,
    }
    if (!(await answerSignInRequest(tx, answer))) {
      throw new SignInRejected('single_use', 'the request was answered already')
    }
    await traceAcceptance(tx, trace, {
      outcome: 'accepted',
      connection,
      userId,
      profile: profileOf(identity),
      requestId: context.request.requestId,
      now,
    })
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
    return null
  })
  // What the quarantine keeps is committed; the person is turned away all the same.
  if (outside) throw outside
  if (pending.testId) return pending.redirectTo
  return `${ourAddresses(pending.tenantId).callbackUri}?${new URLSearchParams({ code })}`
}

function outsideDomains(what: 'refused' | 'quarantined'): SignInRejected {
  return new SignInRejected('email_domain', `an address outside the verified domains is ${what} by this connection`)
}
