import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { protocolOf } from './protocol-of.ts'
import type { SignInTrace } from './sign-in-trace.ts'
import { type WrittenTrace, writeTrace } from './trace-store.ts'

/** Somebody else's answer to a request leaves that request's own trace alone. */
const OF_SOMEBODY_ELSE: ReadonlySet<SignInCheck> = new Set(['browser', 'single_use'])

/** Writes down what refused a sign-in, at which stage. Null where the connection is not known or has gone. */
export async function traceRejection(
  tx: TenantTx,
  trace: SignInTrace,
  refusal: { check: SignInCheck; detail: string | undefined; requestId: string; now: Date },
): Promise<WrittenTrace | null> {
  if (!trace.connectionId) return null
  const protocol = await protocolOf(tx, trace.connectionId)
  if (!protocol) return null
  return writeTrace(tx, {
    signInRequestId: trace.signInRequestId ?? null,
    connectionId: trace.connectionId,
    outcome: 'rejected',
    follows: OF_SOMEBODY_ELSE.has(refusal.check) ? [] : ['started', 'accepted'],
    failedCheck: refusal.check,
    userId: null,
    sessionId: null,
    requestId: refusal.requestId,
    steps: trace.refusedSteps(protocol, refusal.check, refusal.detail),
    received: trace.received ?? null,
    ended: true,
    now: refusal.now,
  })
}
