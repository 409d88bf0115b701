import { append } from '#server/domains/audit/index.ts'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { authorize } from './authorize.ts'
import { noteLeaverEvent } from './note-leaver-event.ts'

/**
 * Notes in the leaver receipt that a token which ended with its person was presented and refused: the first time for
 * each token, whoever goes on trying. It never fails, because the request is refused either way.
 * @param tokenHash SHA-256 of what was presented
 */
export async function recordRefusedAttempt(
  tokenHash: Buffer,
  request: RequestContext,
  now: Date = new Date(),
): Promise<void> {
  try {
    const ended = await findCredential('leaver-access', tokenHash)
    if (!ended || ended.refusedAt !== null) return
    const { tenantId, receiptId, kind } = ended
    const scope = authorize({ type: 'system', tenantId, task: 'door', request }, 'access:deny')
    await withTenant(scope, async (tx) => {
      const [first] = await tx.query<{ userId: string; name: string | null }>(
        `UPDATE leaver_access a SET refused_at = $3 FROM leaver_receipts r
         WHERE a.tenant_id = $1 AND a.id = $2 AND a.refused_at IS NULL AND r.tenant_id = a.tenant_id AND r.id = a.receipt_id
         RETURNING r.user_id AS "userId", r.person_name AS name`,
        [tenantId, ended.id, now],
      )
      if (!first) return tx.unchanged('another request with this token was noted first')
      await append(
        tx,
        {
          action: 'leaver.attempt.refuse',
          targets: [
            { type: 'user', id: first.userId, ...(first.name !== null && { name: first.name }) },
            { type: kind, id: ended.credentialId },
          ],
          outcome: { result: 'denied', reason: 'leaver' },
          metadata: { kind, receiptId },
        },
        {
          actor: { type: 'anonymous' },
          onRecorded: ({ seq, frontierBefore }) => noteLeaverEvent(tx, receiptId, seq, frontierBefore),
        },
      )
    })
  } catch (error) {
    logger().error({ err: error, requestId: request.requestId }, 'that a leaver was refused could not be recorded')
  }
}
