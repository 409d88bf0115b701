import { ALGORITHMS, type TokenCheck } from './token-state.ts'

export const checkTokenAlgorithm: TokenCheck = {
  name: 'token_algorithm',
  clause:
    'RFC 8725 §3.1, OpenID Connect Core §3.1.3.7 (7): signed with an asymmetric algorithm of a fixed list, and no header that brings a key along. Stops `none`, HMAC with a public key and keys of the attacker’s.',
  run({ header }) {
    if (typeof header.alg !== 'string' || !Object.hasOwn(ALGORITHMS, header.alg)) return 'an unexpected algorithm'
    if (header.crit !== undefined) return 'an extension that must be understood and is not'
    if (header.b64 !== undefined) return 'an unencoded payload'
    return null
  },
}
