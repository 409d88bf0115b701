import type { z } from 'zod'
import type { addPasskeyInput, Passkey } from '#contracts/passkeys.ts'
import { holdActor } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { confirmSession } from '../session-store.ts'
import { answeredChallenge } from './answered-challenge.ts'
import { consumeChallenge } from './challenge-store.ts'
import { PasskeyRefused } from './passkey-refused.ts'
import { insertPasskey, PASSKEYS_AT_MOST, passkeysOf, toPasskey } from './passkey-store.ts'
import { signedInPerson } from './signed-in-person.ts'
import { verifyRegistration } from './verify-registration.ts'

/**
 * Keeps a passkey that the browser has made. Whoever made it has just been verified by it, so it counts as the
 * second factor of this session.
 * @throws PasskeyRefused, or AppError `conflict` where it is known or there are too many
 */
export async function addPasskey(
  scope: TenantScope<'passkey:manage'>,
  input: z.infer<typeof addPasskeyInput>,
  now: () => Date = () => new Date(),
): Promise<Passkey> {
  const person = signedInPerson(scope)
  const challenge = answeredChallenge(input.response.response.clientDataJSON)
  const ours = await withTenant(scope, async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    return consumeChallenge(tx, 'register', { sessionId: person.sessionId }, challenge, now())
  })
  if (!ours) throw new PasskeyRefused('challenge')
  const credential = await verifyRegistration(input.response)
  return withTenant(scope, async (tx) => {
    // Two additions side by side are counted one after the other.
    await tx.query('SELECT 1 FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tx.tenantId, person.id])
    await holdActor(tx)
    if ((await passkeysOf(tx, person.id)).length >= PASSKEYS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `You have ${PASSKEYS_AT_MOST} passkeys. Remove one that you no longer use first.`,
      })
    }
    const passkey = { ...credential, id: newId(), userId: person.id, name: input.name, createdAt: now() }
    if (!(await insertPasskey(tx, passkey)))
      throw new AppError({ code: 'conflict', message: 'This passkey is set up already. Use another device.' })
    await confirmSession(tx, { id: person.sessionId, now: now(), secondFactor: true })
    await append(tx, {
      action: 'passkey.add',
      targets: [
        { type: 'passkey', id: passkey.id },
        { type: 'user', id: person.id, name: person.name },
      ],
      metadata: { name: input.name, deviceType: credential.deviceType, backedUp: credential.backedUp },
    })
    return toPasskey({ ...passkey, lastUsedAt: null })
  })
}
