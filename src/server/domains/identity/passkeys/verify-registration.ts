import { verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RegistrationResponse } from '#contracts/passkeys.ts'
import { answeredChallenge } from './answered-challenge.ts'
import { PasskeyRefused } from './passkey-refused.ts'
import type { NewPasskey } from './passkey-store.ts'
import { relyingParty } from './relying-party.ts'

/**
 * Reads a new credential (WebAuthn §7.1): our origin and id, with user verification. The challenge has been used up
 * before this is asked.
 * @throws PasskeyRefused
 */
export async function verifyRegistration(
  response: RegistrationResponse,
): Promise<
  Pick<NewPasskey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'deviceType' | 'backedUp' | 'aaguid'>
> {
  const { id, origin } = relyingParty()
  const result = await verifyRegistrationResponse({
    response: { ...response, clientExtensionResults: {} } as unknown as Parameters<
      typeof verifyRegistrationResponse
    >[0]['response'],
    expectedChallenge: answeredChallenge(response.response.clientDataJSON),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw new PasskeyRefused('attestation', cause)
  })
  if (!result.verified) throw new PasskeyRefused('attestation')
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = result.registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: (response.response.transports ?? []).filter((name) => /^[a-z-]{1,32}$/.test(name)),
    deviceType: credentialDeviceType,
    backedUp: credentialBackedUp,
    aaguid,
  }
}
