import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { isSignInRejected } from '../errors.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'

/** What is known of a refused sign-out; filled in as our own rows are found, never from what a caller claims. */
export type LogoutFacts = {
  /** Who spoke: the provider that ends a session of ours, or the one that answers us. */
  from: 'provider' | 'answer'
  tenantId: string
  connectionId?: string
  /** Of an answer to this browser: where an application wants it back. */
  returnTo?: string | null
}

/**
 * Writes a refused message about a sign-out down: in the log always, in the tenant's audit log where it came in the
 * name of one of its connections. The limit by address bounds how often.
 * @returns the number under which it is found
 */
export async function recordLogoutRejection(
  error: unknown,
  facts: LogoutFacts,
  context: SignInContext,
): Promise<string> {
  const { requestId } = context.request
  const { returnTo: _, ...known } = facts
  const check = isSignInRejected(error) ? error.check : 'internal'
  const log = logger()
  if (isSignInRejected(error)) log.info({ requestId, ...known, check, detail: error.detail }, 'a sign-out was refused')
  else log.error({ requestId, ...known, err: error }, 'a sign-out failed')
  const { connectionId, tenantId, from } = facts
  if (!connectionId) return requestId
  try {
    await withTenant(signInScope(tenantId, context.request), (tx) =>
      append(
        tx,
        {
          action: 'sign_out.reject',
          targets: [{ type: 'sso_connection', id: connectionId }],
          outcome: { result: 'denied', reason: check },
          metadata: { connectionId, traceId: requestId, check, from },
        },
        { actor: { type: 'anonymous' } },
      ),
    )
  } catch (failure) {
    // It is refused either way; that it could not be recorded must be seen.
    log.error({ requestId, ...known, err: failure }, 'a refused sign-out could not be recorded')
  }
  return requestId
}
