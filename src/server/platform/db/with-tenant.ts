import type { Permission } from '#contracts/permissions.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import { asWriter } from './durable.ts'
import { currentTransaction } from './open-transaction.ts'
import { connectForTenant } from './reader-connections.ts'
import type { TenantScope } from './tenant-scope.ts'
import { CommitFailed, TENANT_ID, TenantTransaction, type TenantTx } from './tenant-transaction.ts'

/**
 * Runs `work` in one transaction of the scope's tenant, as gatehouse_app.
 *
 * - The tenant is set for this transaction only and checked to have taken.
 * - The grant behind the scope is read in the same transaction; without it nothing is returned or kept.
 * - `*:read` runs READ ONLY. Every other permission must leave an audit event, or `tx.unchanged(reason)`.
 *
 * @throws AppError `forbidden` (recorded as `access.deny`) or `unauthenticated`; whatever `work` throws, after a rollback.
 */
export async function withTenant<P extends Permission, T>(
  scope: TenantScope<P>,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  const around = currentTransaction()
  if (around?.join) return around.join(scope as TenantScope, work)
  if (around) {
    throw new AppError({
      code: 'internal',
      message: 'Something is wrong on our side.',
      detail: 'withTenant inside withTenant',
    })
  }
  if (!TENANT_ID.test(scope.tenantId)) {
    throw new AppError({
      code: 'internal',
      message: 'Something is wrong on our side.',
      detail: 'a tenant id that is not a UUID',
    })
  }
  const connection = await connectForTenant().catch((cause: unknown) => {
    throw new AppError({
      code: 'unavailable',
      message: 'Gatehouse is busy just now. Try again in a few seconds.',
      detail: 'no database connection in time',
      cause,
      retryAfter: 5,
    })
  })
  const transaction = new TenantTransaction(connection, scope as TenantScope)
  return transaction.readOnly ? carryOut(transaction, scope, work) : asWriter(() => carryOut(transaction, scope, work))
}

async function carryOut<T>(
  transaction: TenantTransaction,
  scope: TenantScope,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  try {
    const result = await transaction.run(work)
    await transaction.commit()
    return result
  } catch (error) {
    if (error instanceof CommitFailed) throw asCollision(error.cause) ?? error.cause
    await transaction.rollback()
    const collision = asCollision(error)
    if (collision) throw collision
    if (isAppError(error, 'forbidden') && error.permission) await scope.recordDenial(error.permission as Permission)
    throw error
  }
}

/** Two changes met: deadlock (40P01), serialization failure (40001), lock not to be had in time (55P03). */
const COLLISIONS = new Set(['40P01', '40001', '55P03'])

function asCollision(cause: unknown): AppError | null {
  const code = (cause as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !COLLISIONS.has(code)) return null
  return new AppError({
    code: 'unavailable',
    message: 'Another change got in the way, so nothing was changed. Try again.',
    detail: `SQLSTATE ${code}`,
    cause,
    retryAfter: 1,
  })
}
