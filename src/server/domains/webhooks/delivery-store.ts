import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Answer } from './post-webhook.ts'

export type ClaimedDelivery = { id: string; messageId: string; subjectId: string; attempts: number; payload: object }
export type Outcome = { delivery: ClaimedDelivery; answer: Answer; accepted: boolean; nextAttemptAt: Date | null }

/** Longer than an attempt can take. Whoever claimed and died is overtaken after it, under the same webhook-id. */
const CLAIM_SECONDS = 60

/**
 * Nothing earlier about the same person or group waits for this endpoint. Not NOT EXISTS, which is joined with all that
 * waits before the first row is found: this is one look at an index for each row.
 */
const FIRST_OF_SUBJECT = `d.position = (SELECT e.position FROM webhook_deliveries e
  WHERE e.tenant_id = d.tenant_id AND e.endpoint_id = d.endpoint_id AND e.subject_id = d.subject_id
    AND e.state = 'pending' ORDER BY e.position LIMIT 1)`

/** Takes what is due; no other run takes the same until the claim is over. */
export function claimDue(
  tx: TenantTx,
  input: { endpointId: string; claim: string; now: Date; limit: number },
): Promise<ClaimedDelivery[]> {
  return tx.query<ClaimedDelivery>(
    `WITH due AS (
       SELECT d.id FROM webhook_deliveries d
       WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND d.next_attempt_at <= $3
         AND (d.claimed_until IS NULL OR d.claimed_until <= $3) AND ${FIRST_OF_SUBJECT}
       ORDER BY d.next_attempt_at, d.position LIMIT $5 FOR UPDATE SKIP LOCKED
     )
     UPDATE webhook_deliveries d SET claim = $4, claimed_until = $3::timestamptz + interval '${CLAIM_SECONDS} seconds'
     FROM due, webhook_messages m
     WHERE d.tenant_id = $1 AND d.id = due.id AND m.tenant_id = $1 AND m.id = d.message_id
     RETURNING d.id, d.message_id AS "messageId", d.subject_id AS "subjectId", d.attempts, m.payload`,
    [tx.tenantId, input.endpointId, input.now, input.claim, input.limit],
  )
}

export async function recordAttempt(tx: TenantTx, deliveryId: string, answer: Answer): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_attempts (tenant_id, id, delivery_id, started_at, duration_ms, status, failure, excerpt)
     SELECT $1::uuid, $2::uuid, id, $4::timestamptz, $5::integer, $6::integer, $7::text, $8::text
     FROM webhook_deliveries WHERE tenant_id = $1::uuid AND id = $3::uuid`,
    [
      tx.tenantId,
      newId(),
      deliveryId,
      answer.startedAt,
      answer.durationMs,
      answer.status,
      answer.failure,
      answer.excerpt,
    ],
  )
}

/** What became of a claimed delivery. Whoever lost the claim has sent, and decides nothing any more. */
export async function recordOutcome(
  tx: TenantTx,
  input: { endpointId: string; claim: string; now: Date; outcome: Outcome },
): Promise<void> {
  const { delivery, answer, accepted, nextAttemptAt } = input.outcome
  await recordAttempt(tx, delivery.id, answer)
  const state = accepted ? 'delivered' : nextAttemptAt ? 'pending' : 'dead'
  const [kept] = await tx.query<{ position: string }>(
    `UPDATE webhook_deliveries SET state = $4, attempts = attempts + 1, claim = NULL, claimed_until = NULL,
       next_attempt_at = coalesce($5, next_attempt_at), finished_at = CASE WHEN $4 = 'pending' THEN NULL ELSE $6::timestamptz END
     WHERE tenant_id = $1 AND id = $2 AND claim = $3 RETURNING position`,
    [tx.tenantId, delivery.id, input.claim, state, nextAttemptAt, input.now],
  )
  // Whatever comes after it about the same person waits with it, and is not looked at in vain.
  if (kept && nextAttemptAt && !accepted) {
    await tx.query(
      `UPDATE webhook_deliveries SET next_attempt_at = $4 WHERE tenant_id = $1 AND endpoint_id = $2 AND subject_id = $3
         AND state = 'pending' AND next_attempt_at < $4`,
      [tx.tenantId, input.endpointId, delivery.subjectId, nextAttemptAt],
    )
  }
}

/** When the next delivery may be tried; null where none waits. */
export async function nextDueAt(tx: TenantTx, endpointId: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date }>(
    `SELECT greatest(d.next_attempt_at, d.claimed_until) AS at FROM webhook_deliveries d
     WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND ${FIRST_OF_SUBJECT}
     ORDER BY d.next_attempt_at LIMIT 1`,
    [tx.tenantId, endpointId],
  )
  return row?.at ?? null
}
