import type { RegistrationResponse } from '#contracts/passkeys.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import { newId } from '#server/platform/new-id.ts'
import { tenantBySlug } from '../find-tenant-for-sign-in.ts'
import { homePath } from '../landing-path.ts'
import { hashOfToken, isOpaqueToken, newOpaqueToken } from '../opaque-token.ts'
import { answeredChallenge } from '../passkeys/answered-challenge.ts'
import { consumeChallenge } from '../passkeys/challenge-store.ts'
import { openPasskeySession } from '../passkeys/open-passkey-session.ts'
import { PasskeyRefused } from '../passkeys/passkey-refused.ts'
import { insertPasskey, type NewPasskey } from '../passkeys/passkey-store.ts'
import type { PasskeySession } from '../passkeys/sign-in-by-passkey.ts'
import { verifyRegistration } from '../passkeys/verify-registration.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'
import { invitationRefused } from './invitation-refused.ts'
import { type OpenInvitation, openInvitation } from './invitation-store.ts'

export type AcceptInvitationInput = { tenantSlug: string; token: string; response: RegistrationResponse }

/**
 * Makes the invited person with their role and passkey, and signs them in. One link makes one person, whatever the timing.
 * @throws PasskeyRefused, or AppError the same for every link that does not work
 */
export async function acceptInvitation(input: AcceptInvitationInput, context: SignInContext): Promise<PasskeySession> {
  const { request, browserToken, now } = context
  await limitRate(
    'invitation',
    [
      ['address', request.ip],
      ['tenant', input.tenantSlug],
    ],
    now(),
  )
  const tenant = await tenantBySlug(input.tenantSlug)
  if (!tenant || !browserToken || !isOpaqueToken(input.token)) throw invitationRefused()
  const scope = signInScope(tenant.id, request)
  const challenge = answeredChallenge(input.response.response.clientDataJSON)
  const ours = await withTenant(scope, async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    return consumeChallenge(tx, 'invitation', { browserHash: hashOfToken(browserToken) }, challenge, now())
  })
  if (!ours) throw new PasskeyRefused('challenge')
  const credential = await verifyRegistration(input.response)
  const token = newOpaqueToken()
  const expiresAt = await withTenant(scope, async (tx) => {
    const invitation = await openInvitation(tx, hashOfToken(input.token), now(), true)
    if (!invitation) throw invitationRefused()
    const passkey = { ...credential, id: newId(), userId: invitation.id, name: 'First passkey', createdAt: now() }
    await makePerson(tx, invitation, passkey, now())
    const session = await openPasskeySession(tx, {
      userId: invitation.id,
      method: 'passkey',
      token,
      endsBy: invitation.accessEndsAt,
      context,
    })
    await recordAcceptance(tx, invitation, passkey, session.id)
    return session.expiresAt
  })
  return { token, expiresAt, landing: homePath(tenant.slug) }
}

async function makePerson(tx: TenantTx, invitation: OpenInvitation, passkey: NewPasskey, now: Date): Promise<void> {
  const made = await tx.query(
    `INSERT INTO users (tenant_id, id, user_name, display_name, email) VALUES ($1, $2, $3, $4, $3)
     ON CONFLICT DO NOTHING RETURNING id`,
    [tx.tenantId, invitation.id, invitation.email, invitation.name],
  )
  // The provider has brought somebody of this name in the meantime: they sign in there.
  if (made.length === 0) throw invitationRefused()
  await tx.query('INSERT INTO role_assignments (tenant_id, id, user_id, role_id) VALUES ($1, $2, $3, $4)', [
    tx.tenantId,
    newId(),
    invitation.id,
    invitation.roleId,
  ])
  if (!(await insertPasskey(tx, passkey))) throw new PasskeyRefused('known_credential')
  await tx.query('UPDATE invitations SET accepted_at = $3, user_id = id WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    invitation.id,
    now,
  ])
}

async function recordAcceptance(
  tx: TenantTx,
  invitation: OpenInvitation,
  passkey: NewPasskey,
  sessionId: string,
): Promise<void> {
  const person = { type: 'user', id: invitation.id, name: invitation.name } as const
  const actor = { ...person, email: invitation.email }
  await append(
    tx,
    { action: 'user.create', targets: [person], metadata: { userName: invitation.email, active: true } },
    { actor },
  )
  await append(
    tx,
    {
      action: 'passkey.add',
      targets: [{ type: 'passkey', id: passkey.id }, person],
      metadata: { name: passkey.name, deviceType: passkey.deviceType, backedUp: passkey.backedUp },
    },
    { actor },
  )
  await append(
    tx,
    {
      action: 'invitation.accept',
      targets: [{ type: 'invitation', id: invitation.id }, { type: 'session', id: sessionId }, person],
      metadata: { invitationId: invitation.id, roleKey: invitation.roleKey },
    },
    { actor },
  )
}
