import type { AuthenticationResponse } from '#contracts/passkeys.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { limitRate, type RateLimited } from '#server/platform/limit-rate.ts'
import { tenantBySlug } from '../find-tenant-for-sign-in.ts'
import { exceptionOf } from '../invitations/invitation-store.ts'
import { landingPath } from '../landing-path.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'
import { type PersonOfSession, personById } from '../session-store.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'
import { signInMethodRefusal } from '../sign-in-method-refusal.ts'
import { answeredChallenge } from './answered-challenge.ts'
import { consumeChallenge } from './challenge-store.ts'
import { openPasskeySession } from './open-passkey-session.ts'
import { checkOfRefusal, PasskeyRefused } from './passkey-refused.ts'
import { holdPersonOf, type StoredPasskey } from './passkey-store.ts'
import { verifyAssertion } from './verify-assertion.ts'

export type PasskeySignInInput = {
  tenantSlug: string
  response: AuthenticationResponse
  /** Where the person wanted to go; only a page of the tenant is taken. */
  next?: string | undefined
}
export type PasskeySession = { token: string; expiresAt: Date; landing: string }

/**
 * Signs somebody in by the passkey that they present, where the tenant's policy lets them.
 * @throws PasskeyRefused, the same whoever exists; AppError `rate_limited`
 */
export function signInByPasskey(input: PasskeySignInInput, context: SignInContext): Promise<PasskeySession> {
  return passkeySignIn('sign-in', input, context, async (tx, person, passkey, token) => {
    const exception = await exceptionOf(tx, person.id)
    if (exception && (exception.revokedAt || (exception.accessEndsAt && exception.accessEndsAt <= context.now())))
      throw new PasskeyRefused('access_ended')
    if (!exception && (await signInMethodRefusal(tx, 'passkey'))) throw new PasskeyRefused('enforcement')
    const endsBy = exception?.accessEndsAt ?? null
    const session = await openPasskeySession(tx, { userId: person.id, method: 'passkey', token, endsBy, context })
    await append(
      tx,
      {
        action: 'passkey.sign_in',
        targets: [
          { type: 'session', id: session.id },
          { type: 'user', id: person.id, name: person.name },
        ],
        metadata: { passkeyId: passkey.id },
      },
      { actor: { type: 'user', id: person.id, name: person.name, email: person.email ?? undefined } },
    )
    return session.expiresAt
  })
}

/** The steps that every sign-in by passkey has in common; `open` decides whether this one is let in, and for how long. */
export async function passkeySignIn(
  purpose: 'sign-in' | 'break-glass',
  input: PasskeySignInInput,
  context: SignInContext,
  open: (tx: TenantTx, person: PersonOfSession, passkey: StoredPasskey, token: string) => Promise<Date>,
): Promise<PasskeySession> {
  const { request, browserToken, now } = context
  const allowance: RateLimited = purpose === 'break-glass' ? 'break-glass' : 'passkey'
  await limitRate(
    allowance,
    [
      ['address', request.ip],
      ['account', `${input.tenantSlug}:${input.response.id}`],
      ['tenant', input.tenantSlug],
    ],
    now(),
  )
  const tenant = await tenantBySlug(input.tenantSlug)
  if (!tenant || !browserToken) throw new PasskeyRefused('challenge')
  const scope = signInScope(tenant.id, request)
  try {
    const challenge = answeredChallenge(input.response.response.clientDataJSON)
    const holder = { browserHash: hashOfToken(browserToken) }
    const ours = await withTenant(scope, async (tx) => {
      tx.housekeeping('a challenge is made or used up')
      return consumeChallenge(tx, purpose, holder, challenge, now())
    })
    if (!ours) throw new PasskeyRefused('challenge')
    const token = newOpaqueToken()
    const expiresAt = await withTenant(scope, async (tx) => {
      await holdPersonOf(tx, Buffer.from(input.response.id, 'base64url'))
      const passkey = await verifyAssertion(tx, input.response, null, now())
      const handle = input.response.response.userHandle
      // WebAuthn §7.2 step 6: the authenticator names the person too, and it is the same one.
      if (handle && Buffer.from(handle, 'base64url').toString('hex') !== passkey.userId.replaceAll('-', ''))
        throw new PasskeyRefused('user_handle')
      const person = await personById(tx, passkey.userId)
      if (!person?.active) throw new PasskeyRefused('user_disabled')
      return open(tx, person, passkey, token)
    })
    return { token, expiresAt, landing: landingPath(tenant.slug, input.next ?? null) }
  } catch (error) {
    const check = checkOfRefusal(error)
    if (check === null) throw error
    await withTenant(scope, (tx) =>
      append(
        tx,
        {
          action: 'passkey.sign_in.reject',
          targets: [],
          outcome: { result: 'denied', reason: check },
          metadata: { purpose, check },
        },
        { actor: { type: 'anonymous' } },
      ),
    )
    throw error
  }
}
