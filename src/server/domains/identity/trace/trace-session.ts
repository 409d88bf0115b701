import type { TenantTx } from '#server/platform/db/index.ts'
import type { SignInTrace } from './sign-in-trace.ts'
import { writeTrace } from './trace-store.ts'

type Opened = {
  connection: { id: string; protocol: 'saml' | 'oidc' }
  userId: string
  sessionId: string
  requestId: string
  now: Date
}

/** The last step of a sign-in: its session is open. In the transaction that opens it. */
export async function traceSession(tx: TenantTx, trace: SignInTrace, opened: Opened): Promise<void> {
  await writeTrace(tx, {
    signInRequestId: trace.signInRequestId ?? null,
    connectionId: opened.connection.id,
    outcome: 'signed_in',
    follows: ['accepted'],
    failedCheck: null,
    userId: opened.userId,
    sessionId: opened.sessionId,
    requestId: opened.requestId,
    steps: trace.passedSteps(opened.connection.protocol),
    received: null,
    ended: true,
    now: opened.now,
  })
}
