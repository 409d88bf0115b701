import type { CreationOptions } from '#contracts/passkeys.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makeChallenge } from './challenge-store.ts'
import { creationOptions } from './creation-options.ts'
import { passkeysOf } from './passkey-store.ts'
import { signedInPerson } from './signed-in-person.ts'

/** What the browser of a signed-in person needs to make a passkey. */
export async function beginPasskey(
  scope: TenantScope<'passkey:manage'>,
  now: () => Date = () => new Date(),
): Promise<CreationOptions> {
  const person = signedInPerson(scope)
  const { challenge, known } = await withTenant(scope, async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    return {
      challenge: await makeChallenge(tx, 'register', { sessionId: person.sessionId }, now()),
      known: await passkeysOf(tx, person.id),
    }
  })
  return creationOptions({
    challenge,
    userId: person.id,
    userName: person.email ?? person.name,
    displayName: person.name,
    known,
  })
}
