import type { TokenCheck } from './token-state.ts'

export const checkTokenAudience: TokenCheck = {
  name: 'token_audience',
  clause:
    'OpenID Connect Core §3.1.3.7 (3) to (5): aud is our client id alone, or several with azp naming us; azp, where it is there, is us. Stops tokens that were made for another application.',
  run({ claims, expected }) {
    const { aud, azp } = claims
    const audiences = Array.isArray(aud) ? (aud as unknown[]) : [aud]
    if (!audiences.includes(expected.clientId)) return 'made for another audience'
    if (!audiences.every((audience) => typeof audience === 'string')) return 'an audience that is no text'
    if (audiences.length > 1 && azp === undefined) return 'several audiences and no authorized party'
    if (azp !== undefined && azp !== expected.clientId) return 'another party was authorized'
    return null
  },
}
