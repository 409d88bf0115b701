import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { type ClaimedDelivery, claimDue, nextDueAt, type Outcome, recordOutcomes } from './delivery-store.ts'
import { judgeEndpoint } from './judge-endpoint.ts'
import { postWebhook } from './post-webhook.ts'
import { nextAttempt } from './retry-schedule.ts'
import { signMessage } from './sign-message.ts'
import { wakeEndpoints } from './wake-endpoints.ts'
import { openSecret } from './webhook-secret.ts'

/** Requests to one endpoint at a time. */
const AT_ONCE = 20
/** A run gives way to others after this; what is left has a run of its own. */
const RUN_MS = 15_000
const UPKEEP = 'a webhook is laid out or sent, and its delivery log says so'

type Run = { url: string; restsUntil: Date | null; barren: number; secrets: string[] }

/**
 * Sends one endpoint what is due, at least once and in the order of each person and group: a later message about
 * somebody waits until the one before is delivered or dead. Sending happens outside any transaction; who dies between
 * sending and recording has sent a message that is sent again under the same webhook-id.
 */
export async function deliverToEndpoint(
  scope: TenantScope<'webhook:deliver'>,
  input: { endpointId: string; clock: () => Date },
): Promise<void> {
  const { endpointId, clock } = input
  const giveWayAt = clock().getTime() + RUN_MS
  for (let goOn = true; goOn && clock().getTime() < giveWayAt; ) {
    const claim = newId()
    const begun = await withTenant(scope, (tx) => begin(tx, endpointId, claim, clock()))
    if (!begun || begun.due.length === 0) break
    const outcomes = await Promise.all(begun.due.map((delivery) => send(begun.run, delivery, clock)))
    goOn = await withTenant(scope, (tx) => record(tx, { endpointId, claim, outcomes, now: clock() }))
  }
  await withTenant(scope, (tx) => planNext(tx, endpointId, clock()))
}

async function begin(
  tx: TenantTx,
  endpointId: string,
  claim: string,
  now: Date,
): Promise<{ run: Run; due: ClaimedDelivery[] } | null> {
  tx.housekeeping(UPKEEP)
  const [row] = await tx.query<{
    url: string
    restsUntil: Date | null
    barren: number
    number: number
    wrapped: Buffer
    previous: Buffer | null
  }>(
    `UPDATE webhook_endpoints SET wake_at = NULL, wake_noted_at = NULL
     WHERE tenant_id = $1 AND id = $2 AND state = 'enabled'
     RETURNING url, rests_until AS "restsUntil", barren, secret_number AS number, secret_wrapped AS wrapped,
       CASE WHEN previous_until > $3 THEN previous_wrapped END AS previous`,
    [tx.tenantId, endpointId, now],
  )
  if (!row || (row.restsUntil && row.restsUntil > now)) return null
  const place = { tenantId: tx.tenantId, endpointId }
  const secrets = [await openSecret(row.wrapped, { ...place, number: row.number })]
  if (row.previous) secrets.push(await openSecret(row.previous, { ...place, number: row.number - 1 }))
  // One that does not answer is asked with a single message, and holds nobody up.
  const limit = row.barren > 0 ? 1 : AT_ONCE
  return { run: { ...row, secrets }, due: await claimDue(tx, { endpointId, claim, now, limit }) }
}

async function send(run: Run, delivery: ClaimedDelivery, clock: () => Date): Promise<Outcome> {
  const body = JSON.stringify(delivery.payload)
  const answer = await postWebhook(run.url, body, signMessage(delivery.messageId, new Date(), body, run.secrets))
  const accepted = answer.status !== null && answer.status >= 200 && answer.status < 300
  const nextAttemptAt = accepted ? null : nextAttempt(delivery.attempts + 1, clock(), answer.retryAfterMs)
  return { delivery, answer, accepted, nextAttemptAt }
}

async function record(
  tx: TenantTx,
  input: { endpointId: string; claim: string; outcomes: Outcome[]; now: Date },
): Promise<boolean> {
  tx.housekeeping(UPKEEP)
  await recordOutcomes(tx, input)
  return judgeEndpoint(tx, input)
}

async function planNext(tx: TenantTx, endpointId: string, now: Date): Promise<void> {
  tx.housekeeping(UPKEEP)
  const [row] = await tx.query<{ restsUntil: Date | null }>(
    `SELECT rests_until AS "restsUntil" FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 AND state = 'enabled'`,
    [tx.tenantId, endpointId],
  )
  const due = row && (await nextDueAt(tx, endpointId))
  if (!due) return
  await wakeEndpoints(tx, [endpointId], row.restsUntil && row.restsUntil > due ? row.restsUntil : due, now)
}
