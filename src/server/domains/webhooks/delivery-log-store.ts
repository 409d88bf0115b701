import type { WebhookAttempt, WebhookDelivery } from '#contracts/webhooks.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

type Row = {
  id: string
  messageId: string
  type: string
  subjectId: string
  sequence: number
  state: WebhookDelivery['state']
  attempts: number
  replays: number
  occurredAt: Date
  nextAttemptAt: Date | null
  position: string
  startedAt: Date | null
  durationMs: number | null
  status: number | null
  failure: string | null
}

const SELECT = `SELECT d.id, d.message_id AS "messageId", m.type, d.subject_id AS "subjectId", m.sequence::float8 AS sequence,
    d.state, d.attempts, d.replays, m.created_at AS "occurredAt", d.position::text AS position,
    CASE WHEN d.state = 'pending' THEN d.next_attempt_at END AS "nextAttemptAt",
    a.started_at AS "startedAt", a.duration_ms AS "durationMs", a.status, a.failure
  FROM webhook_deliveries d JOIN webhook_messages m ON m.tenant_id = d.tenant_id AND m.id = d.message_id
    LEFT JOIN LATERAL (SELECT * FROM webhook_attempts t WHERE t.tenant_id = d.tenant_id AND t.delivery_id = d.id
      ORDER BY t.started_at DESC LIMIT 1) a ON true`

/** The newest first, before `position`; each with the place where it stands. */
export async function deliveriesBefore(
  tx: TenantTx,
  page: { endpointId: string; state: WebhookDelivery['state'] | null; before: string | null; limit: number },
): Promise<{ position: string; delivery: WebhookDelivery }[]> {
  const rows = await tx.query<Row>(
    `${SELECT} WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND ($3::text IS NULL OR d.state = $3)
       AND ($4::bigint IS NULL OR d.position < $4) ORDER BY d.position DESC LIMIT $5`,
    [tx.tenantId, page.endpointId, page.state, page.before, page.limit],
  )
  return rows.map((row) => ({ position: row.position, delivery: toDelivery(row) }))
}

export async function deliveryById(tx: TenantTx, id: string): Promise<WebhookDelivery | null> {
  const [row] = await tx.query<Row>(`${SELECT} WHERE d.tenant_id = $1 AND d.id = $2`, [tx.tenantId, id])
  return row ? toDelivery(row) : null
}

/** The last 50, the newest first. */
export async function attemptsOf(tx: TenantTx, deliveryId: string): Promise<WebhookAttempt[]> {
  const rows = await tx.query<Omit<WebhookAttempt, 'startedAt'> & { startedAt: Date }>(
    `SELECT started_at AS "startedAt", duration_ms AS "durationMs", status, failure, excerpt FROM webhook_attempts
     WHERE tenant_id = $1 AND delivery_id = $2 ORDER BY started_at DESC LIMIT 50`,
    [tx.tenantId, deliveryId],
  )
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }))
}

function toDelivery(row: Row): WebhookDelivery {
  const { startedAt, durationMs, status, failure } = row
  return {
    id: row.id,
    messageId: row.messageId,
    type: row.type,
    subjectId: row.subjectId,
    sequence: row.sequence,
    state: row.state,
    attempts: row.attempts,
    replays: row.replays,
    occurredAt: row.occurredAt.toISOString(),
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    last: startedAt && { startedAt: startedAt.toISOString(), durationMs: durationMs ?? 0, status, failure },
  }
}
