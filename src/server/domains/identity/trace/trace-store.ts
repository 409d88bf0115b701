import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { ReceivedNode, TraceOutcome } from '#contracts/sign-in-traces.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { StoredStep } from './sign-in-trace.ts'

type NewTrace = {
  signInRequestId: string | null
  connectionId: string
  testId: string | null
  requestId: string
  steps: StoredStep[]
  now: Date
}

/** The first step of an attempt. Its number is the request's, and is what the person may be shown later. */
export async function insertStartedTrace(tx: TenantTx, trace: NewTrace & { signInRequestId: string }): Promise<void> {
  await tx.query(
    `INSERT INTO sign_in_traces (tenant_id, id, sign_in_request_id, connection_id, connection_name, protocol, test_id, outcome, request_id, steps, started_at)
     SELECT tenant_id, $3, $3, id, name, protocol, $4, 'started', $5, $6, $7 FROM sso_connections WHERE tenant_id = $1 AND id = $2`,
    [
      tx.tenantId,
      trace.connectionId,
      trace.signInRequestId,
      trace.testId,
      trace.requestId,
      JSON.stringify(trace.steps),
      trace.now,
    ],
  )
}

export type TraceUpdate = {
  signInRequestId: string | null
  connectionId: string | null
  outcome: Exclude<TraceOutcome, 'started'>
  /** Outcomes of the row that this may follow on; a row of another outcome is of an attempt that is over. */
  follows: readonly TraceOutcome[]
  failedCheck: SignInCheck | null
  userId: string | null
  sessionId: string | null
  requestId: string
  steps: StoredStep[]
  received: { tree: ReceivedNode; personal: Record<string, string> } | null
  ended: boolean
  now: Date
}

export type WrittenTrace = { id: string; testId: string | null }

/**
 * Takes an attempt a step further. Where it is over already, or none was begun (an answer that was sent twice, one
 * from another browser, an unsolicited one), a trace of its own is made. Null where the connection is not known.
 */
export async function writeTrace(tx: TenantTx, update: TraceUpdate): Promise<WrittenTrace | null> {
  const values = [
    tx.tenantId,
    update.signInRequestId,
    update.outcome,
    update.failedCheck,
    update.userId,
    update.sessionId,
    update.requestId,
    JSON.stringify(update.steps),
    update.received ? JSON.stringify(update.received.tree) : null,
    JSON.stringify(update.received?.personal ?? {}),
    update.ended ? update.now : null,
  ]
  if (update.signInRequestId !== null && update.follows.length > 0) {
    const [followed] = await tx.query<WrittenTrace>(
      `UPDATE sign_in_traces SET outcome = $3, failed_check = $4, user_id = coalesce($5, user_id), session_id = $6, request_id = $7,
         steps = steps || $8::jsonb, received = coalesce($9::jsonb, received), personal = personal || $10::jsonb, ended_at = $11
       WHERE tenant_id = $1 AND sign_in_request_id = $2 AND outcome = ANY($12)
       RETURNING id, test_id AS "testId"`,
      [...values, [...update.follows]],
    )
    if (followed) return followed
  }
  const [made] = await tx.query<WrittenTrace>(
    `INSERT INTO sign_in_traces (tenant_id, id, sign_in_request_id, connection_id, connection_name, protocol, outcome, failed_check,
       user_id, session_id, request_id, steps, received, personal, started_at, ended_at)
     SELECT c.tenant_id, $12, $2, c.id, c.name, c.protocol, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::jsonb, $14, $11
     FROM sso_connections c WHERE c.tenant_id = $1 AND c.id = $13
     RETURNING id, NULL::uuid AS "testId"`,
    [...values, newId(), update.connectionId, update.now],
  )
  return made ?? null
}
