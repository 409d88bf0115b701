import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { wakeEndpoints } from './wake-endpoints.ts'

const CHANGES_AT_ONCE = 200

/**
 * Turns what transactions have told into messages and their deliveries, in the order in which it was told; the
 * numbers of each person and group are given out here, for all at once. One at a time in a tenant.
 */
export async function layOutMessages(scope: TenantScope<'webhook:deliver'>, now: Date): Promise<void> {
  while ((await withTenant(scope, (tx) => layOut(tx, now))) === CHANGES_AT_ONCE);
}

async function layOut(tx: TenantTx, now: Date): Promise<number> {
  tx.housekeeping('a webhook is laid out or sent, and its delivery log says so')
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks/${tx.tenantId}`])
  // A deleted group of a hundred thousand is one statement here, in the background.
  await tx.query(`SELECT set_config('statement_timeout', '100s', true)`)
  const changes = await tx.query<{ id: string }>(
    'SELECT id FROM webhook_changes WHERE tenant_id = $1 ORDER BY position LIMIT $2',
    [tx.tenantId, CHANGES_AT_ONCE],
  )
  if (changes.length === 0) return 0
  const ids = changes.map(({ id }) => id)
  const told = await tx.query<{ id: string }>(LAY_OUT, [tx.tenantId, ids, now])
  await tx.query('DELETE FROM webhook_changes WHERE tenant_id = $1 AND id = ANY($2::uuid[])', [tx.tenantId, ids])
  await wakeEndpoints(
    tx,
    told.map(({ id }) => id),
    now,
    now,
  )
  return changes.length
}

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
