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

/** What became of claimed deliveries, each with its attempt. Whoever lost the claim has sent, and decides nothing any more. */
export async function recordOutcomes(
  tx: TenantTx,
  input: { endpointId: string; claim: string; now: Date; outcomes: readonly Outcome[] },
): Promise<void> {
  const rows = input.outcomes.map(({ delivery, answer, accepted, nextAttemptAt }) => ({
    ...answer,
    id: delivery.id,
    state: accepted ? 'delivered' : nextAttemptAt ? 'pending' : 'dead',
    nextAttemptAt,
  }))
  const ids = rows.map(({ id }) => id)
  const kept = await tx.query<{ subjectId: string; postponedTo: Date | null }>(RECORD, [
    tx.tenantId,
    ids,
    JSON.stringify(rows),
    input.claim,
    input.now,
  ])
  const postponed = kept.filter(({ postponedTo }) => postponedTo !== null)
  if (postponed.length === 0) return
  // Whatever comes after it about the same person waits with it, and is not looked at in vain.
  await tx.query(
    `UPDATE webhook_deliveries d SET next_attempt_at = p.at
     FROM unnest($3::uuid[], $4::timestamptz[]) AS p (subject_id, at)
     WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.subject_id = ANY ($3::uuid[]) AND d.subject_id = p.subject_id
       AND d.state = 'pending' AND d.next_attempt_at < p.at`,
    [
      tx.tenantId,
      input.endpointId,
      postponed.map(({ subjectId }) => subjectId),
      postponed.map(({ postponedTo }) => postponedTo),
    ],
  )
}

const RECORD = `WITH outcome AS (
    SELECT * FROM jsonb_to_recordset($3::jsonb) AS o (id uuid, state text, "nextAttemptAt" timestamptz,
      "startedAt" timestamptz, "durationMs" integer, status integer, failure text, excerpt text)
  ), attempt AS (
    INSERT INTO webhook_attempts (tenant_id, id, delivery_id, started_at, duration_ms, status, failure, excerpt)
    SELECT $1::uuid, gen_random_uuid(), d.id, o."startedAt", o."durationMs", o.status, o.failure, o.excerpt
    FROM webhook_deliveries d JOIN outcome o ON o.id = d.id WHERE d.tenant_id = $1::uuid AND d.id = ANY ($2::uuid[])
  )
  UPDATE webhook_deliveries d SET state = o.state, attempts = d.attempts + 1, claim = NULL, claimed_until = NULL,
    next_attempt_at = coalesce(o."nextAttemptAt", d.next_attempt_at),
    finished_at = CASE WHEN o.state = 'pending' THEN NULL ELSE $5::timestamptz END
  FROM outcome o WHERE d.tenant_id = $1::uuid AND d.id = ANY ($2::uuid[]) AND d.id = o.id AND d.claim = $4::uuid
  RETURNING d.subject_id AS "subjectId", CASE WHEN o.state = 'pending' THEN o."nextAttemptAt" END AS "postponedTo"`

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
