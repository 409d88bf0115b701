import type { AuthenticationResponse } from '#contracts/passkeys.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import { confirmSession } from '../session-store.ts'
import { answeredChallenge } from './answered-challenge.ts'
import { consumeChallenge } from './challenge-store.ts'
import { checkOfRefusal, PasskeyRefused } from './passkey-refused.ts'
import { signedInPerson } from './signed-in-person.ts'
import { verifyAssertion } from './verify-assertion.ts'

/**
 * Confirms an open session with a passkey of its person: step-up, second factor and re-authentication in one.
 * @throws PasskeyRefused, recorded as `session.confirm.reject`; AppError `rate_limited`
 */
export async function confirmByPasskey(
  scope: TenantScope<'profile:update'>,
  input: { response: AuthenticationResponse },
  now: () => Date = () => new Date(),
): Promise<{ freshUntil: string }> {
  const person = signedInPerson(scope)
  await limitRate('passkey', [['account', `${person.tenantId}:${person.id}`]], now())
  try {
    const challenge = answeredChallenge(input.response.response.clientDataJSON)
    const ours = await withTenant(scope, async (tx) => {
      tx.housekeeping('a challenge is made or used up')
      return consumeChallenge(tx, 'step-up', { sessionId: person.sessionId }, challenge, now())
    })
    if (!ours) throw new PasskeyRefused('challenge')
    return await withTenant(scope, async (tx) => {
      const passkey = await verifyAssertion(tx, input.response, person.id, now())
      const freshUntil = await confirmSession(tx, { id: person.sessionId, now: now(), secondFactor: true })
      await append(tx, {
        action: 'session.confirm',
        targets: [{ type: 'session', id: person.sessionId }],
        metadata: { passkeyId: passkey.id },
      })
      return { freshUntil: freshUntil.toISOString() }
    })
  } catch (error) {
    const check = checkOfRefusal(error)
    if (check === null) throw error
    await withTenant(scope, (tx) =>
      append(tx, {
        action: 'session.confirm.reject',
        targets: [{ type: 'session', id: person.sessionId }],
        outcome: { result: 'denied', reason: check },
        metadata: { check },
      }),
    )
    throw error
  }
}
