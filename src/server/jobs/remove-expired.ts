import { authorize } from '#server/domains/access/index.ts'
import { wakeStalledEndpoints } from '#server/domains/webhooks/index.ts'
import { type TenantTx, withSystem, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { DEAD_LETTER_DAYS } from '#server/platform/queue/index.ts'
import { forEachTenant } from './for-each-tenant.ts'

/** How long an ended session stays listed as the evidence of who was signed in. */
const ENDED_SESSION_DAYS = 30
const TRACE_DAYS = 30
const PROVISIONING_LOG_DAYS = 30
const SETUP_LINK_DAYS = 90
/** They hold people's data. */
const WEBHOOK_DAYS = 30
const DISPATCHED_OUTBOX_DAYS = 7

const days = (count: number) => `$2::timestamptz - interval '${count} days'`

/** What nobody can use any more. $1: tenant, $2: now. */
const EXPIRED = [
  'DELETE FROM sign_in_requests WHERE tenant_id = $1 AND expires_at < $2',
  'DELETE FROM logout_requests WHERE tenant_id = $1 AND expires_at < $2',
  // What the provider calls a session is of use only while the session is open.
  `DELETE FROM provider_sessions p USING sessions s WHERE p.tenant_id = $1 AND s.tenant_id = p.tenant_id AND s.id = p.session_id
     AND least(s.revoked_at, s.expires_at) < ${days(1)}`,
  'DELETE FROM passkey_challenges WHERE tenant_id = $1 AND expires_at < $2',
  'DELETE FROM oauth_requests WHERE tenant_id = $1 AND expires_at < $2',
  'DELETE FROM oauth_refresh_tokens WHERE tenant_id = $1 AND expires_at < $2',
  'DELETE FROM consumed_assertions WHERE tenant_id = $1 AND expires_at < $2',
  'DELETE FROM audit_idempotency WHERE tenant_id = $1 AND expires_at < $2',
  `DELETE FROM sessions WHERE tenant_id = $1 AND least(revoked_at, expires_at) < ${days(ENDED_SESSION_DAYS)}`,
  `DELETE FROM sign_in_traces WHERE tenant_id = $1 AND started_at < ${days(TRACE_DAYS)}`,
  `DELETE FROM received_profiles WHERE tenant_id = $1 AND received_at < ${days(TRACE_DAYS)}`,
  `DELETE FROM provisioning_log WHERE tenant_id = $1 AND at < ${days(PROVISIONING_LOG_DAYS)}`,
  'DELETE FROM trace_links WHERE tenant_id = $1 AND expires_at < $2',
  `DELETE FROM setup_links WHERE tenant_id = $1 AND expires_at < ${days(SETUP_LINK_DAYS)}`,
  `DELETE FROM webhook_messages WHERE tenant_id = $1 AND created_at < ${days(WEBHOOK_DAYS)}`,
  `DELETE FROM webhook_changes WHERE tenant_id = $1 AND created_at < ${days(WEBHOOK_DAYS)}`,
  `DELETE FROM webhook_sequences WHERE tenant_id = $1 AND ended_at < ${days(WEBHOOK_DAYS)}`,
  `UPDATE webhook_endpoints SET previous_wrapped = NULL, previous_until = NULL WHERE tenant_id = $1 AND previous_until < $2`,
  `DELETE FROM outbox WHERE tenant_id = $1 AND dispatched_at < ${days(DISPATCHED_OUTBOX_DAYS)}`,
  `DELETE FROM outbox WHERE tenant_id = $1 AND dispatched_at IS NULL AND created_at < ${days(DEAD_LETTER_DAYS)}`,
] as const

export async function removeExpired(now: Date): Promise<void> {
  await withSystem('forget attempts whose time has passed', (tx) =>
    tx.query('DELETE FROM attempt_counts WHERE ends_at < $1', [now]),
  )
  const requestId = newId()
  await forEachTenant(async (tenantId) => {
    const request = { source: 'job', requestId } as const
    const scope = authorize({ type: 'system', tenantId, task: 'housekeeping', request }, 'session:touch')
    await withTenant(scope, (tx) => removeExpiredRows(tx, now))
  })
}

async function removeExpiredRows(tx: TenantTx, now: Date): Promise<void> {
  tx.housekeeping('what nobody can use any more is removed')
  for (const statement of EXPIRED) await tx.query(statement, [tx.tenantId, now])
  await wakeStalledEndpoints(tx, now)
}
