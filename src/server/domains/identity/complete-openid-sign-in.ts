import { env } from '#server/platform/env.ts'
import { acceptIdentity } from './accept-identity.ts'
import { requireSameConnection } from './compare-with-jackson.ts'
import { SignInRejected } from './errors.ts'
import { findPendingRequest } from './find-pending-request.ts'
import { profileFromJackson } from './jackson-adapter.ts'
import { codeVerifierOf } from './opaque-token.ts'
import { ourAddresses } from './our-addresses.ts'
import { readOpenidIdentity } from './read-openid-identity.ts'
import { recordRejection } from './record-rejection.ts'
import type { SignInContext } from './sign-in-context.ts'
import type { SignInStep } from './start-sign-in.ts'

/** Takes an OpenID provider's authorization response at our redirect address (OpenID Connect Core §3.1.2.5). */
export async function completeOpenidSignIn(parameters: URLSearchParams, context: SignInContext): Promise<SignInStep> {
  const found: { tenantId?: string; connectionId?: string } = {}
  try {
    const code = await complete(parameters, context, found)
    const { callbackUri } = ourAddresses(found.tenantId as string)
    return { ok: true, redirectUrl: `${callbackUri}?${new URLSearchParams({ code })}` }
  } catch (error) {
    return { ok: false, traceId: await recordRejection({ error, ...found, request: context.request }) }
  }
}

async function complete(
  parameters: URLSearchParams,
  context: SignInContext,
  found: { tenantId?: string; connectionId?: string },
): Promise<string> {
  const pending = await findPendingRequest(only(parameters, 'state') ?? '', 'oidc', context, found)
  const { idpEntityId } = pending.connection
  const iss = only(parameters, 'iss')
  // RFC 9207 §2.4: where the parameter is there, it is the issuer that the request was sent to.
  if (iss !== null && iss !== idpEntityId) throw new SignInRejected('issuer', 'the response is from another provider')
  if (only(parameters, 'error') !== null) throw new SignInRejected('status', 'the identity provider reports a failure')
  const code = only(parameters, 'code')
  if (!code) throw new SignInRejected('status', 'no code')
  const profile = await profileFromJackson({
    state: pending.id,
    codeVerifier: codeVerifierOf(env().NEXTAUTH_SECRET, pending.id),
    // Nothing else that came along reaches Jackson.
    oidcParameters: { code, state: only(parameters, 'state') ?? '', ...(iss === null ? {} : { iss }) },
  }).catch((cause: unknown) => {
    throw new SignInRejected('token', 'the ID token could not be had or verified', cause)
  })
  requireSameConnection(profile, pending)
  return acceptIdentity({ pending, identity: readOpenidIdentity(profile, idpEntityId) }, context)
}

/** A parameter's value; null where it is missing. RFC 6749 §3.1: none may come twice. */
function only(parameters: URLSearchParams, name: string): string | null {
  const values = parameters.getAll(name)
  if (values.length > 1) throw new SignInRejected('parameters', `${name} came twice`)
  return values[0] ?? null
}
