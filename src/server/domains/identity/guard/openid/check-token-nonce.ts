import type { TokenCheck } from './token-state.ts'

export const checkTokenNonce: TokenCheck = {
  name: 'token_nonce',
  clause:
    'OpenID Connect Core §3.1.3.7 (11): nonce is the one that this browser was sent away with. Stops a token that was issued to another sign-in.',
  run: ({ claims, expected }) =>
    expected.nonce !== '' && claims.nonce === expected.nonce ? null : 'the token answers another request',
}
