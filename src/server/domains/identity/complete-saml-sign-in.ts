import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { acceptIdentity } from './accept-identity.ts'
import { requireNodeSamlAgrees } from './agree-with-node-saml.ts'
import { requireSameConnection, requireSameIdentity } from './compare-with-jackson.ts'
import type { StoredConnection } from './connection-store.ts'
import { isSignInRejected, SignInRejected } from './errors.ts'
import { findPendingRequest, type PendingRequest } from './find-pending-request.ts'
import { tenantSlugById } from './find-tenant-for-sign-in.ts'
import { findUnsolicitedConnections } from './find-unsolicited-connection.ts'
import { guardSamlResponse, isReadableSamlDocument, signatureHeld } from './guard/guard-saml-response.ts'
import { CLOCK_SKEW_MS, type SamlExpectation } from './guard/guard-state.ts'
import type { SamlIdentity } from './guard/read-saml-identity.ts'
import { profileFromJackson } from './jackson-adapter.ts'
import { landingPath } from './landing-path.ts'
import { codeVerifierOf, hashOfToken, newOpaqueToken } from './opaque-token.ts'
import { ourAddresses } from './our-addresses.ts'
import { recordRejection } from './record-rejection.ts'
import { samlDecryptionKeys } from './saml-decryption-key.ts'
import { browserTokenFor, SIGN_IN_LIFETIME_MS, type SignInContext } from './sign-in-context.ts'
import type { NewSignInRequest } from './sign-in-request-store.ts'
import type { SignInStep } from './sign-in-step.ts'
import { decodeSamlResponse } from './trace/decode-saml-response.ts'
import { SignInTrace } from './trace/sign-in-trace.ts'

type SamlInput = { samlResponse: string; relayState: string }
type Onward = { redirectUrl: string; setCookies: readonly string[] }

export type SamlSignInStep =
  | { ok: true; redirectUrl: string; setCookies: readonly string[] }
  /** `unreadable`: what was posted is no SAML response at all, so that the request itself is at fault. */
  | (SignInStep & { ok: false; unreadable: boolean })

/**
 * Takes a SAML response at the assertion consumer service. The pending request of this browser says which
 * tenant, connection, certificate and request ID it must fit; then our guard, then a second validator, then both
 * must agree. Where a connection allows it, a response that nobody asked for is taken as well.
 */
export async function completeSamlSignIn(input: SamlInput, context: SignInContext): Promise<SamlSignInStep> {
  const trace = new SignInTrace(context.now)
  try {
    return { ok: true, ...(await complete(input, context, trace)) }
  } catch (error) {
    const traceId = await recordRejection({ error, trace, request: context.request, now: context.now() })
    const { testPage } = trace
    return { ok: false, traceId, testPage, unreadable: !isReadableSamlDocument(input.samlResponse) }
  }
}

async function complete(input: SamlInput, context: SignInContext, trace: SignInTrace): Promise<Onward> {
  let pending: PendingRequest
  try {
    pending = await findPendingRequest(input.relayState, 'saml', context, trace)
  } catch (error) {
    // Only where there is no request at all; whatever belongs to one is never taken for something else.
    if (!isSignInRejected(error) || error.check !== 'relay_state' || trace.tenantId) throw error
    return completeUnsolicited(input, context, trace, error)
  }
  const question = { tenantId: pending.tenantId, requestId: pending.samlRequestId ?? '', context, trace }
  const { identity, clear, expected } = await guard(input.samlResponse, pending.connection, question)
  trace.enter('second_opinion')
  if (clear !== undefined) await requireNodeSamlAgrees(input.samlResponse, clear, expected, identity)
  else await requireJacksonAgrees(input, pending, identity)
  return { redirectUrl: await accept(pending, identity, trace, context), setCookies: [] }
}

async function requireJacksonAgrees(input: SamlInput, pending: PendingRequest, identity: SamlIdentity): Promise<void> {
  const profile = await profileFromJackson({
    state: pending.id,
    codeVerifier: codeVerifierOf(env().NEXTAUTH_SECRET, pending.id),
    samlResponse: input.samlResponse,
    relayState: input.relayState,
  }).catch((cause: unknown) => {
    throw new SignInRejected('second_validator', 'Jackson refused the response', cause)
  })
  requireSameConnection(profile, pending)
  requireSameIdentity(profile, identity)
}

/** SAML profiles §4.1.5: a sign-in that begins at the provider, where the admin of the connection has allowed it. */
async function completeUnsolicited(
  input: SamlInput,
  context: SignInContext,
  trace: SignInTrace,
  refusal: SignInRejected,
): Promise<Onward> {
  // Empty or a page of ours: anything else is a state, and no state of ours.
  if (input.relayState !== '' && !input.relayState.startsWith('/t/')) throw refusal
  const candidate = await findUnsolicitedConnections(input, context)
  if (!candidate) throw refusal
  trace.unsolicited()
  const { tenantId, connections } = candidate
  let last: unknown = refusal
  for (const connection of connections) {
    const question = { tenantId, requestId: null, context, trace }
    const guarded = await guard(input.samlResponse, connection, question).catch((error: unknown) => {
      // What nobody has signed says nothing about whose it is, and is not written into a tenant's log.
      if (isSignInRejected(error) && signatureHeld(error.check)) {
        Object.assign(trace, { tenantId, connectionId: connection.id })
        throw error
      }
      last = error
      return null
    })
    if (!guarded) continue
    Object.assign(trace, { tenantId, connectionId: connection.id })
    trace.enter('second_opinion')
    await requireNodeSamlAgrees(input.samlResponse, guarded.clear, guarded.expected, guarded.identity)
    const slug = await tenantSlugById(tenantId, context.request)
    const { token, setCookie } = browserTokenFor(context)
    const createdAt = context.now()
    const request: NewSignInRequest = {
      id: newId(),
      connectionId: connection.id,
      stateHash: hashOfToken(newOpaqueToken()),
      browserHash: hashOfToken(token),
      samlRequestId: null,
      redirectTo: landingPath(slug, input.relayState || null),
      reauthenticatesUserId: null,
      testId: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + SIGN_IN_LIFETIME_MS),
    }
    const pending = { ...request, reauthenticatesUserId: null, answeredAt: null, connection, tenantId }
    trace.signInRequestId = request.id
    return { redirectUrl: await accept(pending, guarded.identity, trace, context, request), setCookies: [setCookie] }
  }
  throw last
}

type Question = { tenantId: string; requestId: string | null; context: SignInContext; trace: SignInTrace }

async function guard(samlResponse: string, connection: StoredConnection, question: Question) {
  const { tenantId, requestId, context, trace } = question
  trace.enter('guard')
  const { acsUrl, entityId } = ourAddresses(tenantId)
  const mayBeEncrypted = Buffer.from(samlResponse, 'base64').includes('EncryptedAssertion')
  const expected: SamlExpectation = {
    acsUrl,
    entityId,
    idpEntityId: connection.idpEntityId,
    certificates: connection.idpCertificates,
    requestId,
    assertionMaxAgeMs: connection.assertionMaxAgeSeconds * 1000,
    authenticationMaxAgeMs: connection.authenticationMaxAgeSeconds * 1000,
    decryptionKeys: mayBeEncrypted ? await samlDecryptionKeys(tenantId, context.request) : [],
  }
  const guarded = guardSamlResponse(samlResponse, expected, context.now())
  if (guarded.response) trace.received = decodeSamlResponse(guarded.response, guarded.decrypted)
  if (!guarded.passed) throw new SignInRejected(guarded.check, guarded.detail)
  return { identity: guarded.identity, clear: guarded.clear, expected }
}

function accept(
  pending: PendingRequest,
  identity: SamlIdentity,
  trace: SignInTrace,
  context: SignInContext,
  unsolicited?: NewSignInRequest,
): Promise<string> {
  const rememberUntil = new Date(identity.notOnOrAfter.getTime() + 2 * CLOCK_SKEW_MS)
  return acceptIdentity(
    {
      pending,
      identity,
      assertion: { id: identity.assertionId, rememberUntil },
      sessionEndsAt: identity.sessionEndsAt,
      providerSession: identity.providerSession,
      ...(unsolicited ? { unsolicited } : {}),
    },
    trace,
    context,
  )
}
