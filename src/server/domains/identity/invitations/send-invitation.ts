import { append } from '#server/domains/audit/index.ts'
import { sendMail } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'
import { invitationMail } from './invitation-mail.ts'

/**
 * Makes the link of an invitation and mails it. A repetition makes another: the link of the last mail is the one that
 * works, and none of them is stored but as a hash.
 * @throws AppError `unavailable` where the mail server does not take it
 */
export async function sendInvitation(
  scope: TenantScope<'notification:send'>,
  input: { id: string; invitationId: string },
): Promise<void> {
  const token = newOpaqueToken()
  const facts = await withTenant(scope, async (tx) => {
    tx.housekeeping('a link is made with its mail, whose leaving is recorded')
    const [row] = await tx.query<{
      email: string
      name: string
      expiresAt: Date
      accessEndsAt: Date | null
      roleName: string
      slug: string
      tenantName: string
    }>(
      `UPDATE invitations i SET token_hash = $3 FROM tenants t, roles r
       WHERE i.tenant_id = $1 AND i.id = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
         AND t.id = i.tenant_id AND r.tenant_id = i.tenant_id AND r.id = i.role_id
       RETURNING i.email, i.name, i.expires_at AS "expiresAt", i.access_ends_at AS "accessEndsAt", r.name AS "roleName",
         t.slug, t.name AS "tenantName"`,
      [tx.tenantId, input.invitationId, hashOfToken(token)],
    )
    return row ?? null
  })
  if (!facts) return
  // Behind the #, so that it is in no server's log and in no Referer.
  const link = `${env().GATEHOUSE_URL}/sign-in/${facts.slug}/invitation#${token}`
  const recipients = await sendMail({
    id: input.id,
    to: [{ name: facts.name, address: facts.email }],
    ...invitationMail({ ...facts, link }),
  })
  await withTenant(scope, (tx) =>
    append(tx, {
      action: 'notification.send',
      targets: [{ type: 'invitation', id: input.invitationId, name: facts.name }],
      outcome: recipients > 0 ? { result: 'success' } : { result: 'failure', reason: 'no_recipients' },
      metadata: { template: 'invitation', recipients },
    }),
  )
}
