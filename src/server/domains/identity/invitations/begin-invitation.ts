import type { CreationOptions } from '#contracts/passkeys.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import { tenantBySlug } from '../find-tenant-for-sign-in.ts'
import { hashOfToken, isOpaqueToken } from '../opaque-token.ts'
import { makeChallenge } from '../passkeys/challenge-store.ts'
import { creationOptions } from '../passkeys/creation-options.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'
import { invitationRefused } from './invitation-refused.ts'
import { openInvitation } from './invitation-store.ts'

/**
 * What a browser needs to make the passkey of somebody who follows an invitation.
 * @throws AppError the same for a link that never was, was used, was ended or is too old
 */
export async function beginInvitation(
  input: { tenantSlug: string; token: string; browserToken: string },
  context: SignInContext,
): Promise<{ name: string; email: string; tenantName: string; options: CreationOptions }> {
  await limitRate(
    'invitation',
    [
      ['address', context.request.ip],
      ['tenant', input.tenantSlug],
    ],
    context.now(),
  )
  const tenant = await tenantBySlug(input.tenantSlug)
  if (!tenant || !isOpaqueToken(input.token)) throw invitationRefused()
  const found = await withTenant(signInScope(tenant.id, context.request), async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    const invitation = await openInvitation(tx, hashOfToken(input.token), context.now(), false)
    if (!invitation) return null
    const holder = { browserHash: hashOfToken(input.browserToken) }
    return { invitation, challenge: await makeChallenge(tx, 'invitation', holder, context.now()) }
  })
  if (!found) throw invitationRefused()
  const { invitation, challenge } = found
  return {
    name: invitation.name,
    email: invitation.email,
    tenantName: tenant.name,
    options: await creationOptions({
      challenge,
      // The person whom acceptance makes has the invitation's id, so the passkey can name them beforehand.
      userId: invitation.id,
      userName: invitation.email,
      displayName: invitation.name,
      known: [],
    }),
  }
}
