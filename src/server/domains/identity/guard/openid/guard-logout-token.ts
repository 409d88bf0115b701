import { CLOCK_SKEW_MS } from '../guard-state.ts'
import { checkTokenAlgorithm } from './check-token-algorithm.ts'
import { checkTokenAudience } from './check-token-audience.ts'
import { checkTokenIssuer } from './check-token-issuer.ts'
import { checkTokenSignature } from './check-token-signature.ts'
import { type GuardedIdToken, guardIdToken } from './guard-id-token.ts'
import type { TokenCheck, TokenExpectation } from './token-state.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Longer than any provider's delivery; what is older is a copy that lay about. */
export const LOGOUT_TOKEN_MAX_AGE_MS = 5 * 60 * 1000
const LONGEST = 512

const checkLogoutClaims: TokenCheck = {
  name: 'logout_token',
  clause:
    'OpenID Connect Back-Channel Logout §2.4, §2.6 (4) to (7): events names a back-channel logout, sub or sid says whose, jti tells copies apart, and there is no nonce. Stops an ID token from passing for a logout token.',
  run({ header, claims }) {
    const { events, nonce, sub, sid, jti } = claims
    // §2.4: where the type is stated it is logout+jwt; many providers still send JWT.
    if (header.typ !== undefined && !/^(application\/)?(logout\+jwt|jwt)$/i.test(String(header.typ)))
      return 'another kind of token'
    if (typeof events !== 'object' || events === null || Array.isArray(events)) return 'no events'
    const event = (events as Record<string, unknown>)[EVENT]
    if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'another event'
    if (nonce !== undefined) return 'a nonce, which a logout token must not have'
    if (!isName(jti)) return 'no jti'
    if (sub === undefined && sid === undefined) return 'neither sub nor sid'
    return [sub, sid].every((one) => one === undefined || isName(one)) ? null : 'an unusable sub or sid'
  },
}

const checkLogoutTimes: TokenCheck = {
  name: 'token_times',
  clause: 'OpenID Connect Back-Channel Logout §2.4, §2.6 (3): iat and exp are there, recent and not past.',
  run({ claims, now }) {
    const [iat, exp] = [claims.iat, claims.exp]
    if (!isSeconds(iat) || !isSeconds(exp)) return 'no iat or exp'
    if (now.getTime() >= exp * 1000 + CLOCK_SKEW_MS) return 'expired'
    const age = now.getTime() - iat * 1000
    if (age < -CLOCK_SKEW_MS) return 'issued in the future'
    return age > LOGOUT_TOKEN_MAX_AGE_MS + CLOCK_SKEW_MS ? 'issued too long ago' : null
  },
}

/** What a logout token goes through, in this order (OpenID Connect Back-Channel Logout §2.6). */
export const LOGOUT_TOKEN_CHECKS: readonly TokenCheck[] = [
  checkTokenAlgorithm,
  checkTokenSignature,
  checkTokenIssuer,
  checkTokenAudience,
  checkLogoutClaims,
  checkLogoutTimes,
]

/** Holds a logout token to the connection that it names. Pure: keys and clock are given. */
export function guardLogoutToken(
  token: string,
  expected: Pick<TokenExpectation, 'issuer' | 'clientId' | 'keys'>,
  now: Date,
): GuardedIdToken {
  return guardIdToken(token, { ...expected, nonce: '', authenticationMaxAgeMs: 0 }, now, LOGOUT_TOKEN_CHECKS)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
