import { env } from '#server/platform/env.ts'
import { acceptIdentity } from './accept-identity.ts'
import { requireSameConnection, requireSameIdentity } from './compare-with-jackson.ts'
import { SignInRejected } from './errors.ts'
import { findPendingRequest } from './find-pending-request.ts'
import { guardSamlResponse } from './guard/guard-saml-response.ts'
import { CLOCK_SKEW_MS } from './guard/guard-state.ts'
import { profileFromJackson } from './jackson-adapter.ts'
import { codeVerifierOf } from './opaque-token.ts'
import { ourAddresses } from './our-addresses.ts'
import { recordRejection } from './record-rejection.ts'
import type { SignInContext } from './sign-in-context.ts'
import type { SignInStep } from './start-sign-in.ts'

/**
 * Takes a SAML response at the assertion consumer service. The pending request of this browser says which
 * tenant, connection, certificate and request ID it must fit; then our guard, then Jackson, then both must agree.
 */
export async function completeSamlSignIn(
  input: { samlResponse: string; relayState: string },
  context: SignInContext,
): Promise<SignInStep> {
  const found: { tenantId?: string; connectionId?: string } = {}
  try {
    const code = await complete(input, context, found)
    const { callbackUri } = ourAddresses(found.tenantId as string)
    return { ok: true, redirectUrl: `${callbackUri}?${new URLSearchParams({ code })}` }
  } catch (error) {
    return { ok: false, traceId: await recordRejection({ error, ...found, request: context.request }) }
  }
}

async function complete(
  input: { samlResponse: string; relayState: string },
  context: SignInContext,
  found: { tenantId?: string; connectionId?: string },
): Promise<string> {
  const pending = await findPendingRequest(input.relayState, 'saml', context, found)
  const { acsUrl, entityId } = ourAddresses(pending.tenantId)
  const guarded = guardSamlResponse(
    input.samlResponse,
    {
      acsUrl,
      entityId,
      idpEntityId: pending.connection.idpEntityId,
      certificates: pending.connection.idpCertificates,
      requestId: pending.samlRequestId ?? '',
    },
    context.now(),
  )
  if (!guarded.passed) throw new SignInRejected(guarded.check, guarded.detail)
  const { identity } = guarded
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
  const rememberUntil = new Date(identity.notOnOrAfter.getTime() + 2 * CLOCK_SKEW_MS)
  return acceptIdentity({ pending, identity, assertion: { id: identity.assertionId, rememberUntil } }, context)
}
