import type { SamlCheck } from './guard-state.ts'

const LARGEST_RESPONSE = 256 * 1024

export const checkEncoding: SamlCheck = {
  name: 'encoding',
  clause: 'SAML bindings §3.5.4: the response is base64 of XML. Two decoders must not read two documents.',
  run(state) {
    const base64 = state.samlResponse.replace(/[\r\n]/g, '')
    if (base64.length === 0) return 'no SAMLResponse'
    if (base64.length > LARGEST_RESPONSE) return 'larger than any real response'
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return 'not base64'
    try {
      state.xml = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.from(base64, 'base64'))
    } catch {
      return 'not UTF-8'
    }
    return null
  },
}
