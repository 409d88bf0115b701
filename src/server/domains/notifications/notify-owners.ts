import type { TenantTx } from '#server/platform/db/index.ts'
import { enqueue, type OutboxTopics } from '#server/platform/queue/index.ts'

export type OwnerNotice = OutboxTopics['notify-owners']

/**
 * Tells the tenant's Owners by mail that a way in was opened or closed, once this transaction is
 * durable. Who did it is the transaction's principal; names of people are looked up when the mail is
 * written, so none waits in the outbox.
 */
export async function notifyOwners(
  tx: TenantTx,
  notice: Pick<OwnerNotice, 'notice' | 'target'> & {
    /** Where Gatehouse itself acts for somebody, as at a sign-in. */
    actor?: OwnerNotice['actor']
  },
): Promise<void> {
  const { principal } = tx.scope
  // The demo's own people and connections are news to nobody.
  if (principal.type === 'system' && principal.task === 'seed') return
  await enqueue(tx, 'notify-owners', {
    notice: notice.notice,
    actor: notice.actor ?? { type: principal.type, id: principal.type === 'system' ? null : principal.id },
    target: { id: notice.target.id, name: notice.target.name },
  })
}
