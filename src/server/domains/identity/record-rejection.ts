import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { isSignInRejected } from './errors.ts'
import { signInScope } from './sign-in-context.ts'
import { failTest } from './testing-connection/fail-test.ts'
import type { SignInTrace } from './trace/sign-in-trace.ts'
import { traceRejection } from './trace/trace-rejection.ts'

export type Rejection = { error: unknown; trace: SignInTrace; request: RequestContext; now: Date }

/**
 * Writes a refused sign-in down: in the log always; where the tenant is known, in its trace and its audit log.
 * @returns the trace number that the person is shown
 */
export async function recordRejection({ error, trace, request, now }: Rejection): Promise<string> {
  const { tenantId, connectionId } = trace
  const check = isSignInRejected(error) ? error.check : 'internal'
  const detail = isSignInRejected(error) ? error.detail?.slice(`${check}: `.length) : undefined
  const log = logger()
  const facts = { requestId: request.requestId, tenantId, signInRequestId: trace.signInRequestId }
  if (isSignInRejected(error))
    log.info({ ...facts, check, detail: error.detail, because: nameOfCause(error) }, 'a sign-in was refused')
  else log.error({ ...facts, err: error }, 'a sign-in failed')
  if (!tenantId) return request.requestId
  try {
    return await withTenant(signInScope(tenantId, request), async (tx) => {
      const traced = await traceRejection(tx, trace, { check, detail, requestId: request.requestId, now })
      const traceId = traced?.id ?? request.requestId
      if (traced?.testId) await failTest(tx, { id: traced.testId, check, now })
      await append(
        tx,
        {
          action: 'sign_in.reject',
          targets: connectionId ? [{ type: 'sso_connection', id: connectionId }] : [],
          outcome: { result: 'denied', reason: check },
          metadata: { ...(connectionId ? { connectionId } : {}), traceId, check },
        },
        { actor: { type: 'anonymous' } },
      )
      return traceId
    })
  } catch (failure) {
    // It is refused either way; that it could not be recorded must be seen.
    log.error({ ...facts, err: failure }, 'a refused sign-in could not be recorded')
    return request.requestId
  }
}

/** A library's own code for what went wrong. Its message may quote what somebody sent, so it stays out. */
function nameOfCause({ cause }: { cause?: unknown }): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.constructor.name
}
