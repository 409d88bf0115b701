import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { openPasskeySession } from '../passkeys/open-passkey-session.ts'
import { PasskeyRefused } from '../passkeys/passkey-refused.ts'
import { isHardwareBound } from '../passkeys/passkey-store.ts'
import { type PasskeySession, type PasskeySignInInput, passkeySignIn } from '../passkeys/sign-in-by-passkey.ts'
import type { SignInContext } from '../sign-in-context.ts'
import { insertEntry, isOwner } from './break-glass-store.ts'

const BREAK_GLASS_MS = 60 * 60 * 1000

/**
 * Lets an Owner in past the identity provider, by a passkey that cannot leave its device: for an hour, for a
 * reason, with every Owner and Admin told at once, and on a list that stays open until somebody else signs it off.
 * @throws PasskeyRefused, the same whoever exists; AppError `rate_limited`
 */
export function enterByBreakGlass(
  input: PasskeySignInInput & { reason: string },
  context: SignInContext,
): Promise<PasskeySession> {
  return passkeySignIn('break-glass', input, context, async (tx, person, passkey, token) => {
    if (!isHardwareBound(passkey)) throw new PasskeyRefused('not_hardware_bound')
    if (!(await isOwner(tx, person.id))) throw new PasskeyRefused('not_an_owner')
    const endsBy = new Date(context.now().getTime() + BREAK_GLASS_MS)
    const session = await openPasskeySession(tx, { userId: person.id, method: 'break-glass', token, endsBy, context })
    const entryId = newId()
    await insertEntry(tx, {
      id: entryId,
      userId: person.id,
      sessionId: session.id,
      reason: input.reason,
      ip: context.request.ip ?? null,
      enteredAt: context.now(),
      endsAt: session.expiresAt,
    })
    await append(
      tx,
      {
        action: 'break_glass.enter',
        targets: [
          { type: 'break_glass_entry', id: entryId },
          { type: 'session', id: session.id },
          { type: 'user', id: person.id, name: person.name },
        ],
        metadata: { entryId, passkeyId: passkey.id, reason: input.reason, endsAt: session.expiresAt.toISOString() },
      },
      { actor: { type: 'user', id: person.id, name: person.name, email: person.email ?? undefined } },
    )
    await notifyOwners(tx, {
      notice: 'break-glass.enter',
      target: { id: entryId, name: 'Emergency access' },
      actor: { type: 'user', id: person.id },
    })
    return session.expiresAt
  })
}
