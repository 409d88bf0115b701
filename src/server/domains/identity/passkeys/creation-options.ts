import { generateRegistrationOptions } from '@simplewebauthn/server'
import type { CreationOptions } from '#contracts/passkeys.ts'
import { relyingParty } from './relying-party.ts'

/**
 * What a browser is asked to make: a credential that names its person itself (so that a sign-in asks for no name that
 * could be probed) and verifies them each time.
 */
export async function creationOptions(input: {
  challenge: Buffer
  userId: string
  userName: string
  displayName: string
  known: readonly { credentialId: Buffer; transports: string[] }[]
}): Promise<CreationOptions> {
  const { id, name } = relyingParty()
  const options = await generateRegistrationOptions({
    rpID: id,
    rpName: name,
    // WebAuthn §14.6.1: no e-mail address in the handle. A user id is unique across tenants.
    userID: new Uint8Array(Buffer.from(input.userId.replaceAll('-', ''), 'hex')),
    userName: input.userName,
    userDisplayName: input.displayName,
    challenge: new Uint8Array(input.challenge),
    attestationType: 'none',
    excludeCredentials: input.known.map((passkey) => ({
      id: passkey.credentialId.toString('base64url'),
      transports: passkey.transports,
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return options as CreationOptions
}
