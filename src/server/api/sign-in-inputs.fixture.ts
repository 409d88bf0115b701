/** Well formed, and of no challenge of ours. */
const CLIENT_DATA = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge: 'none' })).toString('base64url')
export const CREATED = {
  id: 'AA',
  rawId: 'AA',
  type: 'public-key',
  response: { clientDataJSON: CLIENT_DATA, attestationObject: 'AA' },
}
export const ANSWERED = {
  id: 'AA',
  rawId: 'AA',
  type: 'public-key',
  response: { clientDataJSON: CLIENT_DATA, authenticatorData: 'AA', signature: 'AA' },
}
export const POLICY = {
  absoluteMinutes: 720,
  reauthenticationMinutes: null,
  stepUpMinutes: 480,
  secondFactor: 'off',
  methods: ['saml', 'oidc', 'passkey'],
  ipAllowList: [],
}
