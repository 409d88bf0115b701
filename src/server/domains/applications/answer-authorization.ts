import { discoverSignIn, resolveSession, type SignInPlace } from '#server/domains/identity/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import type { StoredApplication } from './application-store.ts'
import { findTenantByName, type NamedTenant } from './find-tenants.ts'
import { servesTenant } from './give-tokens.ts'
import { issueCode } from './issue-code.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import type { AuthorizationParameters } from './read-authorization-request.ts'

type SignedIn = Extract<Principal, { type: 'user' }>

/** What becomes of a request: a code, or a page on which the person signs in or confirms that it is them. */
export type AuthorizationStep =
  | { kind: 'code'; code: string }
  | { kind: 'sign-in'; tenantSlug: string | null; connectionId: string | null }
  | { kind: 'confirm'; tenantSlug: string }

export type Asking = {
  application: StoredApplication
  parameters: AuthorizationParameters
  headers: Headers
  request: RequestContext
  now: () => Date
  /** Since when the application waits; null where it has only just asked. */
  asked: Date | null
  /** The address that the application thinks somebody will sign in with; only its domain is looked at. */
  loginHint: string | null
}

/**
 * The tenant is the session's. A tenant that the application names has to be that one, or the person signs in there;
 * no parameter makes a code of one tenant out of a session of another.
 * @throws OAuthRefusal to be told to the application
 */
export async function answerAuthorization(asking: Asking): Promise<AuthorizationStep> {
  const { application, parameters, headers, request, now } = asking
  const wanted = await wantedTenant(application, parameters.organization)
  const person = await resolveSession(headers, request, now)
  if (!person || (wanted && wanted.id !== person.tenantId)) return signIn(asking, wanted)
  const own = await findTenantByName(person.tenantId)
  // Operators are people of the house, which is no customer.
  if (!own || !servesTenant(application, own.id))
    throw new OAuthRefusal('access_denied', 'This organisation may not use the application.')
  const code = await tryCode(person, asking)
  if (code !== null) return { kind: 'code', code }
  if (parameters.silent) throw new OAuthRefusal('login_required', 'The person has to authenticate anew.')
  return { kind: 'confirm', tenantSlug: own.slug }
}

async function wantedTenant(application: StoredApplication, organization: string | null): Promise<NamedTenant | null> {
  if (organization === null) return null
  const tenant = await findTenantByName(organization)
  // One answer for a tenant that is not there and one that may not: applications cannot ask who is a customer.
  if (!tenant || !servesTenant(application, tenant.id))
    throw new OAuthRefusal('access_denied', 'This organisation may not use the application.')
  return tenant
}

async function signIn(asking: Asking, wanted: NamedTenant | null): Promise<AuthorizationStep> {
  if (asking.parameters.silent) throw new OAuthRefusal('login_required', 'Nobody is signed in.')
  const place = asking.loginHint === null ? null : await hintedPlace(asking.loginHint, asking)
  const fits = place !== null && (wanted === null || wanted.slug === place.tenantSlug)
  return {
    kind: 'sign-in',
    tenantSlug: wanted?.slug ?? place?.tenantSlug ?? null,
    connectionId: fits ? place.connectionId : null,
  }
}

/** Which domain leads where is asked here no oftener than on the sign-in page; after that the hint is not looked at. */
async function hintedPlace(hint: string, { request, now }: Asking): Promise<SignInPlace | null> {
  try {
    await limitRate(
      'discovery',
      [
        ['address', request.ip],
        ['account', hint.trim().toLowerCase()],
      ],
      now(),
    )
  } catch (error) {
    if (isAppError(error, 'rate_limited')) return null
    throw error
  }
  return discoverSignIn(hint, request)
}

/** Null where the person has to confirm first, because the application or the tenant's policy wants it. */
async function tryCode(person: SignedIn, { application, parameters, asked, now }: Asking): Promise<string | null> {
  try {
    return await issueCode(person, application, parameters, asked, now())
  } catch (error) {
    if (isAppError(error, 'step_up_required')) return null
    throw error
  }
}
