import { env } from '#server/platform/env.ts'
import { acceptIdentity } from './accept-identity.ts'
import { requireSameConnection } from './compare-with-jackson.ts'
import { SignInRejected } from './errors.ts'
import { fetchSigningKeys } from './fetch-signing-keys.ts'
import { findPendingRequest } from './find-pending-request.ts'
import { guardIdToken } from './guard/openid/guard-id-token.ts'
import { openidRequestOf, profileFromJackson } from './jackson-adapter.ts'
import { codeVerifierOf } from './opaque-token.ts'
import { readOpenidIdentity } from './read-openid-identity.ts'
import { recordRejection } from './record-rejection.ts'
import type { SignInContext } from './sign-in-context.ts'
import { refused, type SignInStep } from './sign-in-step.ts'
import { decodeOpenidClaims } from './trace/decode-openid-claims.ts'
import { SignInTrace } from './trace/sign-in-trace.ts'

/** Takes an OpenID provider's authorization response at our redirect address (OpenID Connect Core §3.1.2.5). */
export async function completeOpenidSignIn(parameters: URLSearchParams, context: SignInContext): Promise<SignInStep> {
  const trace = new SignInTrace(context.now)
  try {
    return { ok: true, redirectUrl: await complete(parameters, context, trace) }
  } catch (error) {
    return refused(await recordRejection({ error, trace, request: context.request, now: context.now() }), trace)
  }
}

async function complete(parameters: URLSearchParams, context: SignInContext, trace: SignInTrace): Promise<string> {
  const pending = await findPendingRequest(only(parameters, 'state') ?? '', 'oidc', context, trace)
  trace.enter('guard')
  const { idpEntityId } = pending.connection
  const iss = only(parameters, 'iss')
  // RFC 9207 §2.4: where the parameter is there, it is the issuer that the request was sent to.
  if (iss !== null && iss !== idpEntityId) throw new SignInRejected('issuer', 'the response is from another provider')
  if (only(parameters, 'error') !== null) throw new SignInRejected('status', 'the identity provider reports a failure')
  const code = only(parameters, 'code')
  if (!code) throw new SignInRejected('status', 'no code')
  trace.enter('second_opinion')
  const state = only(parameters, 'state') ?? ''
  const asked = await openidRequestOf(state, pending.connection.jacksonClientId).catch((cause: unknown) => {
    throw new SignInRejected('token', 'the request is not known to Jackson', cause)
  })
  const profile = await profileFromJackson({
    state: pending.id,
    codeVerifier: codeVerifierOf(env().NEXTAUTH_SECRET, pending.id),
    // Nothing else that came along reaches Jackson.
    oidcParameters: { code, state, ...(iss === null ? {} : { iss }) },
  }).catch((cause: unknown) => {
    throw new SignInRejected('token', 'the ID token could not be had or verified', cause)
  })
  requireSameConnection(profile, pending)
  trace.received = decodeOpenidClaims(profile.raw)
  const guarded = guardIdToken(
    profile.idToken ?? '',
    {
      issuer: idpEntityId,
      clientId: asked.clientId,
      nonce: asked.nonce,
      authenticationMaxAgeMs: pending.connection.authenticationMaxAgeSeconds * 1000,
      keys: await fetchSigningKeys(asked.jwksUri),
    },
    context.now(),
  )
  if (!guarded.passed) throw new SignInRejected(guarded.check, guarded.detail)
  const identity = readOpenidIdentity(profile, guarded.claims)
  const { sid } = guarded.claims
  const providerSession = {
    protocol: 'oidc' as const,
    sub: identity.subject,
    sid: typeof sid === 'string' && sid.length > 0 && sid.length <= 512 ? sid : null,
    idToken: profile.idToken ?? '',
  }
  return acceptIdentity({ pending, identity, providerSession }, trace, context)
}

/** A parameter's value; null where it is missing. RFC 6749 §3.1: none may come twice. */
function only(parameters: URLSearchParams, name: string): string | null {
  const values = parameters.getAll(name)
  if (values.length > 1) throw new SignInRejected('parameters', `${name} came twice`)
  return values[0] ?? null
}
