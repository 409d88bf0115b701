import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponse } from '#contracts/passkeys.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { answeredChallenge } from './answered-challenge.ts'
import { decoyKey } from './decoy-key.ts'
import { PasskeyRefused } from './passkey-refused.ts'
import { noteUse, passkeyByCredential, type StoredPasskey } from './passkey-store.ts'
import { relyingParty } from './relying-party.ts'

/**
 * Holds an answer against the passkey that it names (WebAuthn §7.2): our origin and id, user verification, the
 * signature, and a counter that went on. The challenge has been used up before this is asked.
 * @param ofUser the person whose passkey it has to be; null where the passkey says who it is
 * @throws PasskeyRefused
 */
export async function verifyAssertion(
  tx: TenantTx,
  response: AuthenticationResponse,
  ofUser: string | null,
  now: Date,
): Promise<StoredPasskey> {
  const passkey = await passkeyByCredential(tx, Buffer.from(response.id, 'base64url'))
  const { id, origin } = relyingParty()
  // The same work for a passkey that is not there, and no way out before the signature: the time tells nothing.
  const result = await verifyAuthenticationResponse({
    response: { ...response, clientExtensionResults: {} } as unknown as Parameters<
      typeof verifyAuthenticationResponse
    >[0]['response'],
    expectedChallenge: answeredChallenge(response.response.clientDataJSON),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(passkey?.publicKey ?? decoyKey()),
      counter: 0,
    },
  }).catch((cause: unknown) => {
    throw new PasskeyRefused(passkey ? 'assertion' : 'unknown_credential', cause)
  })
  if (!passkey) throw new PasskeyRefused('unknown_credential')
  if (!result.verified) throw new PasskeyRefused('signature')
  if (ofUser !== null && passkey.userId !== ofUser) throw new PasskeyRefused('other_person')
  const { newCounter, credentialBackedUp, credentialDeviceType } = result.authenticationInfo
  // WebAuthn §7.2 step 22: one that did not go on may be a copy's.
  if ((newCounter > 0 || passkey.counter > 0) && newCounter <= passkey.counter) throw new PasskeyRefused('counter')
  // WebAuthn §6.1.3: whether a credential may be backed up is fixed when it is made.
  if (credentialDeviceType !== passkey.deviceType) throw new PasskeyRefused('device_type')
  await noteUse(tx, { id: passkey.id, counter: newCounter, backedUp: credentialBackedUp, now })
  return { ...passkey, counter: newCounter, backedUp: credentialBackedUp }
}
