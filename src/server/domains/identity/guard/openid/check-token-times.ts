import { CLOCK_SKEW_MS } from '../guard-state.ts'
import type { TokenCheck } from './token-state.ts'

const OLDEST_MS = 10 * 60 * 1000

export const checkTokenTimes: TokenCheck = {
  name: 'token_times',
  clause:
    'OpenID Connect Core §3.1.3.7 (9), (10), §2: exp has not passed, iat is there and recent, nbf has come, auth_time is not longer ago than the connection allows; two minutes of skew.',
  run({ claims, expected, now }) {
    const at = now.getTime()
    const exp = seconds(claims.exp)
    const iat = seconds(claims.iat)
    if (exp === null) return 'no readable exp'
    if (at >= exp + CLOCK_SKEW_MS) return 'expired'
    if (iat === null) return 'no readable iat'
    if (iat > at + CLOCK_SKEW_MS) return 'issued in the future'
    if (at - iat > OLDEST_MS + CLOCK_SKEW_MS) return 'issued too long ago'
    if (claims.nbf !== undefined) {
      const nbf = seconds(claims.nbf)
      if (nbf === null) return 'no readable nbf'
      if (nbf > at + CLOCK_SKEW_MS) return 'not valid yet'
    }
    if (claims.auth_time !== undefined) {
      const authenticated = seconds(claims.auth_time)
      if (authenticated === null) return 'no readable auth_time'
      if (authenticated > at + CLOCK_SKEW_MS) return 'authenticated in the future'
      if (at - authenticated > expected.authenticationMaxAgeMs + CLOCK_SKEW_MS) return 'authenticated too long ago'
    }
    return null
  },
}

/** RFC 7519 §2: NumericDate, as milliseconds. */
function seconds(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * 1000 : null
}
