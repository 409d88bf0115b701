import type { TokenCheck } from './token-state.ts'

export const checkTokenIssuer: TokenCheck = {
  name: 'issuer',
  clause:
    'OpenID Connect Core §3.1.3.7 (2), RFC 9207: iss is the issuer of the connection at which this request was started, exactly. Stops mix-up and one tenant’s provider answering for another.',
  run: ({ claims, expected }) => (claims.iss === expected.issuer ? null : 'the ID token is from another provider'),
}
