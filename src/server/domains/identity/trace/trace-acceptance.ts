import type { ReceivedProfile } from '#contracts/received-profile.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { SignInTrace } from './sign-in-trace.ts'
import { writeTrace } from './trace-store.ts'

type Accepted = {
  outcome: 'accepted' | 'tested'
  connection: { id: string; protocol: 'saml' | 'oidc' }
  userId: string | null
  profile: ReceivedProfile
  requestId: string
  now: Date
}

/** Writes down that every check before the session passed, and keeps the claims for the preview of mapping rules. */
export async function traceAcceptance(tx: TenantTx, trace: SignInTrace, accepted: Accepted): Promise<string | null> {
  const { connection, profile, now } = accepted
  const written = await writeTrace(tx, {
    signInRequestId: trace.signInRequestId ?? null,
    connectionId: connection.id,
    outcome: accepted.outcome,
    follows: ['started'],
    failedCheck: null,
    userId: accepted.userId,
    sessionId: null,
    requestId: accepted.requestId,
    steps: trace.passedSteps(connection.protocol),
    received: trace.received ?? null,
    ended: accepted.outcome === 'tested',
    now,
  })
  if (!written) return null
  await tx.query(
    `INSERT INTO received_profiles (tenant_id, connection_id, trace_id, received_at, profile) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, connection_id) DO UPDATE SET trace_id = EXCLUDED.trace_id, received_at = EXCLUDED.received_at, profile = EXCLUDED.profile`,
    [tx.tenantId, connection.id, written.id, now, JSON.stringify(profile).replaceAll('\\u0000', '')],
  )
  return written.id
}
