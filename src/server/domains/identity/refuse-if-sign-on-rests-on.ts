import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { provenConnections } from './read-sso-policy.ts'
import { ssoPolicyOf } from './sign-in-terms-store.ts'

/**
 * Keeps the last proven connection while single sign-on is required: without it nobody is known to get in.
 * @throws AppError `precondition_failed`
 */
export async function refuseIfSignOnRestsOn(tx: TenantTx, connectionId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sso-policy/${tx.tenantId}`])
  if ((await ssoPolicyOf(tx)).enforcement !== 'required') return
  const others = (await provenConnections(tx)).filter((one) => one.connectionId !== connectionId)
  if (others.length > 0) return
  throw new AppError({
    code: 'precondition_failed',
    message:
      'Single sign-on is required, and this is the only connection through which an Owner or Admin is known to get in. Make single sign-on optional first, or sign in through another connection.',
  })
}
