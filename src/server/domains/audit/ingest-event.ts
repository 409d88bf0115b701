import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import { AUDIT_ACTIONS } from '#contracts/audit-events.ts'
import type { auditIngestInput, auditIngestOutput } from '#contracts/audit-ingest.ts'
import { tenantKey } from '#server/domains/keys/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal } from '#server/platform/principal.ts'
import { sessionOf } from './actor.ts'
import { buildCanonicalEvent } from './canonical-event.ts'
import { canonicalize } from './canonical-json.ts'
import { chainEvents, type PendingEvent } from './chain-events.ts'
import { formatEventTime } from './event-time.ts'

type Input = z.output<typeof auditIngestInput>
type Answer = z.output<typeof auditIngestOutput>

/** How long a retry under the same key gets the first answer. */
const IDEMPOTENCY_HOURS = 24

/**
 * Records one event of the integrator's own product. Its metadata is personal as a whole, since
 * nobody said that it is not (AUDIT-LOG.md, Event).
 *
 * @param idempotencyKey scoped to tenant and credential; 1 to 255 characters.
 * @throws AppError `invalid_input` for an action of Gatehouse's own, which nobody else may forge.
 * @throws AppError `idempotency_mismatch` where the key came with another body within its lifetime.
 */
export async function ingestEvent(
  scope: TenantScope<'audit:write'>,
  input: Input,
  idempotencyKey: string | null,
): Promise<Answer> {
  refuseReserved(input.action)
  const event = toPending(scope.principal, input)
  // Limits and the search for secrets come before anything is locked: large input must cost its sender alone.
  buildCanonicalEvent({
    ...event,
    tenantId: scope.tenantId,
    seq: 1,
    id: newId(),
    recordedAt: formatEventTime(new Date()),
  })
  return withTenant(scope, async (tx) => {
    const key = idempotencyKey === null ? null : await claim(tx, idempotencyKey, input)
    if (key?.answer) {
      tx.unchanged('a retry is answered with the first answer')
      return key.answer
    }
    const [recorded] = await chainEvents(tx, [event])
    tx.audited()
    if (!recorded)
      throw new AppError({ code: 'internal', message: 'Something is wrong on our side. Nothing was recorded.' })
    const { id, seq, recordedAt } = recorded
    const answer = { id, seq, recordedAt }
    if (key) await remember(tx, key, answer)
    return answer
  })
}

function toPending(principal: Principal, input: Input): PendingEvent {
  const key = sessionOf(principal)
  const theirs = input.context?.sessionId
  return {
    occurredAt: input.occurredAt ?? null,
    actor: input.actor,
    action: input.action,
    targets: input.targets,
    outcome: input.outcome,
    context: {
      ...input.context,
      source: principal.request.source,
      requestId: principal.request.requestId,
      // The key that wrote it comes first, so that a sender's session is never taken for one of ours.
      sessionId: theirs === undefined ? key : `${key ?? principal.type}/${theirs}`,
    },
    metadata: input.metadata,
    personalMetadataKeys: 'all',
  }
}

/** What the log says of itself and of access (AUDIT-BUNDLE.md gives some of it a meaning) nobody else may say. */
const RESERVED = /^(audit|pii|access)\./

function refuseReserved(action: string): void {
  if (!RESERVED.test(action) && !Object.hasOwn(AUDIT_ACTIONS, action)) return
  throw new AppError({
    code: 'invalid_input',
    message: `The action ${action} is one that Gatehouse records itself. Name your own, such as app.${action}.`,
    path: '/action',
  })
}

type Claim = { credentialId: string; key: string; bodyHmac: Buffer; answer: Answer | null }

async function claim(tx: TenantTx, key: string, input: Input): Promise<Claim> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError({ code: 'invalid_input', message: 'Idempotency-Key must be 1 to 255 visible ASCII characters.' })
  }
  const { principal } = tx.scope
  const credentialId = principal.type === 'system' ? tx.tenantId : principal.id
  // Keyed, because a plain hash of the body would reveal erased values.
  const secret = await tenantKey(tx, 'idempotency', 1)
  const bodyHmac = createHmac('sha256', secret).update(canonicalize(input)).digest()
  // Two requests under one key wait for each other, so that only one records.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `idempotency:${tx.tenantId}:${credentialId}:${key}`,
  ])
  const [row] = await tx.query<{ bodyHmac: Buffer; answer: Answer }>(
    `SELECT body_hmac AS "bodyHmac", answer FROM audit_idempotency
     WHERE tenant_id = $1 AND credential_id = $2 AND key = $3 AND expires_at > now()`,
    [tx.tenantId, credentialId, key],
  )
  if (row && !row.bodyHmac.equals(bodyHmac)) {
    throw new AppError({
      code: 'idempotency_mismatch',
      message: 'This Idempotency-Key was used for another body. Use a new key for a new event.',
    })
  }
  return { credentialId, key, bodyHmac, answer: row?.answer ?? null }
}

async function remember(tx: TenantTx, claimed: Claim, answer: Answer): Promise<void> {
  await tx.query(
    `INSERT INTO audit_idempotency (tenant_id, credential_id, key, body_hmac, answer, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(hours => $6))
     ON CONFLICT (tenant_id, credential_id, key) DO UPDATE
       SET body_hmac = EXCLUDED.body_hmac, answer = EXCLUDED.answer, created_at = now(), expires_at = EXCLUDED.expires_at`,
    [tx.tenantId, claimed.credentialId, claimed.key, claimed.bodyHmac, JSON.stringify(answer), IDEMPOTENCY_HOURS],
  )
}
