import { generateAuthenticationOptions } from '@simplewebauthn/server'
import type { RequestOptions } from '#contracts/passkeys.ts'
import { relyingParty } from './relying-party.ts'

/** @param known the passkeys of a known person; none where the passkey says who it is */
export async function requestOptions(
  challenge: Buffer,
  known: readonly { credentialId: Buffer; transports: string[] }[] = [],
): Promise<RequestOptions> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: new Uint8Array(challenge),
    userVerification: 'required',
    allowCredentials: known.map((passkey) => ({
      id: passkey.credentialId.toString('base64url'),
      transports: passkey.transports,
    })),
  })
  return options as RequestOptions
}
