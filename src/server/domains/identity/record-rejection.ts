import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { isSignInRejected } from './errors.ts'
import { signInScope } from './sign-in-context.ts'

export type Rejection = {
  error: unknown
  /** Known once our own row has been found; what a caller claims is never enough. */
  tenantId?: string | undefined
  connectionId?: string | undefined
  request: RequestContext
}

/**
 * Writes a refused sign-in down: in the log always, in the tenant's audit log where the tenant is known.
 * @returns the trace number that the person is shown
 */
export async function recordRejection({ error, tenantId, connectionId, request }: Rejection): Promise<string> {
  const traceId = request.requestId
  const check = isSignInRejected(error) ? error.check : 'internal'
  const log = logger()
  if (isSignInRejected(error))
    log.info(
      { requestId: traceId, tenantId, check, detail: error.detail, because: nameOfCause(error) },
      'a sign-in was refused',
    )
  else log.error({ requestId: traceId, tenantId, err: error }, 'a sign-in failed')
  if (!tenantId) return traceId
  try {
    await withTenant(signInScope(tenantId, request), (tx) =>
      append(
        tx,
        {
          action: 'sign_in.reject',
          targets: connectionId ? [{ type: 'sso_connection', id: connectionId }] : [],
          outcome: { result: 'denied', reason: check },
          metadata: { ...(connectionId ? { connectionId } : {}), traceId, check },
        },
        { actor: { type: 'anonymous' } },
      ),
    )
  } catch (failure) {
    // It is refused either way; that it could not be recorded must be seen.
    log.error({ requestId: traceId, tenantId, err: failure }, 'a refused sign-in could not be recorded')
  }
  return traceId
}

/** A library's own code for what went wrong. Its message may quote what somebody sent, so it stays out. */
function nameOfCause({ cause }: { cause?: unknown }): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.constructor.name
}
