import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { enqueue } from '#server/platform/queue/index.ts'
import { wakeEndpoints } from './wake-endpoints.ts'

/** Of one statement: so many rows, and no more than about so much stored text, which is two thousand members. */
const ROWS_AT_ONCE = 200
const BYTES_AT_ONCE = 80_000
/** A run gives way to other tenants after this; what is left has a run of its own. */
const RUN_MS = 10_000

/**
 * Turns what transactions have told into messages and their deliveries, in the order in which it was told; the
 * numbers of each person and group are given out here. One at a time in a tenant, and in pages: each is laid out and
 * its changes are removed in one transaction, so that whoever dies between two has lost and doubled nothing.
 */
export async function layOutMessages(scope: TenantScope<'webhook:deliver'>, clock: () => Date): Promise<void> {
  const giveWayAt = clock().getTime() + RUN_MS
  for (let more = true; more; ) {
    more = await withTenant(scope, async (tx) => {
      const now = clock()
      const left = await layOut(tx, now)
      if (!left || now.getTime() < giveWayAt) return left
      await enqueue(tx, 'lay-out-webhooks', {})
      return false
    })
  }
}

/** @returns whether more waits */
async function layOut(tx: TenantTx, now: Date): Promise<boolean> {
  tx.housekeeping('a webhook is laid out or sent, and its delivery log says so')
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks/${tx.tenantId}`])
  // Their changes are committed with them, so the next statement sees all of these.
  const asked = await tx.query<{ id: string }>(ASKED, [tx.tenantId])
  const waiting = await tx.query<{ id: string; fits: boolean }>(WAITING, [tx.tenantId])
  const ids = waiting.filter(({ fits }) => fits).map(({ id }) => id)
  const left = waiting.length > ids.length
  // A directory that pushes thousands of people asks thousands of times; other tenants do not wait for each.
  if (!left) await tx.query(ANSWERED, [tx.tenantId, asked.map(({ id }) => id)])
  if (ids.length === 0) return left
  const told = await tx.query<{ id: string }>(LAY_OUT, [tx.tenantId, ids, now])
  await tx.query('DELETE FROM webhook_changes WHERE tenant_id = $1 AND id = ANY($2::uuid[])', [tx.tenantId, ids])
  await wakeEndpoints(
    tx,
    told.map(({ id }) => id),
    now,
    now,
  )
  return left
}

const ASKED = `SELECT id FROM outbox WHERE tenant_id = $1 AND topic = 'lay-out-webhooks' AND dispatched_at IS NULL LIMIT 10000`
const ANSWERED =
  'UPDATE outbox SET dispatched_at = now() WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND dispatched_at IS NULL'

/** The oldest changes, and which of them are laid out together; the first always is. */
const WAITING = `SELECT id, number <= ${ROWS_AT_ONCE} AND (number = 1 OR bytes <= ${BYTES_AT_ONCE}) AS fits FROM (
    SELECT id, row_number() OVER told AS number, sum(pg_column_size(changes)) OVER told AS bytes FROM (
      SELECT id, position, changes FROM webhook_changes WHERE tenant_id = $1 ORDER BY position LIMIT ${ROWS_AT_ONCE + 1}
    ) oldest WINDOW told AS (ORDER BY position)
  ) counted ORDER BY number`

/** A person may be told of more than once here, so the numbers of each are reserved together and counted out in order. */
const LAY_OUT = `WITH endpoint AS (
    SELECT id, event_types FROM webhook_endpoints WHERE tenant_id = $1 AND state <> 'disabled'
  ),
  -- An entry may name very many people: its small parts are taken out once, and not carried with each of them.
  entry AS MATERIALIZED (
    SELECT c.position, c.created_at, item.n, item.value ->> 'type' AS type, item.value ->> 'subjectType' AS subject_type,
      item.value -> 'data' AS data, item.value -> 'subjects' AS subjects
    FROM webhook_changes c CROSS JOIN LATERAL jsonb_array_elements(c.changes) WITH ORDINALITY AS item (value, n)
    WHERE c.tenant_id = $1 AND c.id = ANY ($2::uuid[])
      AND EXISTS (SELECT 1 FROM endpoint e WHERE item.value ->> 'type' = ANY (e.event_types))
  ),
  event AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, subject.value::uuid AS subject_id, entry.created_at, entry.type, entry.subject_type,
      entry.data, row_number() OVER (ORDER BY entry.position, entry.n, subject.n) AS place
    FROM entry CROSS JOIN LATERAL jsonb_array_elements_text(entry.subjects) WITH ORDINALITY AS subject (value, n)
  ),
  reserved AS (
    INSERT INTO webhook_sequences AS s (tenant_id, subject_id, sequence, ended_at)
    SELECT $1, subject_id, count(*), max(created_at) FILTER (WHERE type IN ('user.deleted', 'group.deleted'))
    FROM event GROUP BY subject_id ORDER BY subject_id
    ON CONFLICT (tenant_id, subject_id) DO UPDATE SET sequence = s.sequence + excluded.sequence, ended_at = excluded.ended_at
    RETURNING subject_id, sequence
  ),
  numbered AS MATERIALIZED (
    SELECT event.*, reserved.sequence + 1 - row_number() OVER (PARTITION BY subject_id ORDER BY place DESC) AS sequence
    FROM event JOIN reserved USING (subject_id)
  ),
  message AS (
    INSERT INTO webhook_messages (tenant_id, id, type, subject_id, sequence, payload, created_at)
    SELECT $1, id, type, subject_id, sequence, jsonb_build_object(
        'type', type,
        'timestamp', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'tenantId', $1::uuid,
        'subject', jsonb_build_object('type', subject_type, 'id', subject_id),
        'sequence', sequence,
        'data', data || CASE WHEN type LIKE 'membership.%'
          THEN jsonb_build_object('member', jsonb_build_object('type', subject_type, 'id', subject_id)) ELSE '{}' END
      ), created_at
    FROM numbered
  ),
  delivery AS (
    INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, message_id, subject_id, next_attempt_at, created_at)
    SELECT $1, gen_random_uuid(), e.id, n.id, n.subject_id, $3, n.created_at
    FROM numbered n JOIN endpoint e ON n.type = ANY (e.event_types) ORDER BY n.place
    RETURNING endpoint_id
  )
  SELECT DISTINCT endpoint_id AS id FROM delivery`
