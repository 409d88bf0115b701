import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { sendMail } from './mail-transport.ts'
import type { OwnerNotice } from './notify-owners.ts'
import { ownerNoticeMail } from './owner-notice-mail.ts'
import { nameOfActor, peopleToTell, tenantOf } from './owner-notice-store.ts'

const TARGET_TYPES: Record<OwnerNotice['notice'], string> = {
  'api-key.create': 'api_key',
  'scim-token.create': 'directory',
  'scim-token.expiring': 'directory',
  'sso-connection.create': 'sso_connection',
  'sso-connection.delete': 'sso_connection',
  'break-glass.enter': 'break_glass_entry',
  'sso-connection.update': 'sso_connection',
  'sso-connection.vouch': 'sso_connection',
  'sso-connection.unvouch': 'sso_connection',
  'sso-certificate.expiring': 'sso_connection',
  'sso-metadata.failing': 'sso_connection',
  'sso-policy.update': 'tenant',
  'sso-domain.verify': 'domain',
  'sso-domain.missing': 'domain',
  'sso-domain.lost': 'domain',
  'directory-removals.pause': 'directory',
  'directory.live': 'directory',
  'webhook.create': 'webhook_endpoint',
  'webhook.pause': 'webhook_endpoint',
  'webhook.gone': 'webhook_endpoint',
}

/**
 * Writes to the Owners there are now and records that it did. The mail leaves between two
 * transactions; when the second one fails it leaves again, under the same Message-ID.
 * @throws AppError `unavailable` where the mail server does not take it
 */
export async function sendOwnerNotice(
  scope: TenantScope<'notification:send'>,
  input: { id: string; notice: OwnerNotice; occurredAt: Date },
): Promise<void> {
  const { notice, target, actor } = input.notice
  const facts = await withTenant(scope, async (tx) => {
    tx.unchanged('recipients and names are looked up before the mail is written')
    return {
      to: await peopleToTell(tx, notice === 'break-glass.enter' ? ['owner', 'admin'] : ['owner']),
      tenant: await tenantOf(tx),
      actorName: await nameOfActor(tx, actor),
    }
  })
  const mail = ownerNoticeMail({
    notice,
    targetName: target.name,
    actorName: facts.actorName,
    occurredAt: input.occurredAt,
    tenant: facts.tenant,
    gatehouseUrl: env().GATEHOUSE_URL,
  })
  const recipients = facts.to.length === 0 ? 0 : await sendMail({ id: input.id, to: facts.to, ...mail })
  await withTenant(scope, (tx) =>
    append(tx, {
      action: 'notification.send',
      targets: [{ type: TARGET_TYPES[notice], id: target.id, name: target.name }],
      outcome: recipients > 0 ? { result: 'success' } : { result: 'failure', reason: 'no_recipients' },
      metadata: { template: notice, recipients },
    }),
  )
}
