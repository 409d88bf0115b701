import type { z } from 'zod'
import type { auditVerifyOutput } from '#contracts/audit.ts'
import { tenantKeys } from '#server/domains/keys/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, isAppError } from '#server/platform/errors/app-error.ts'
import { perProcess } from '#server/platform/per-process.ts'
import { actorOf } from './actor.ts'
import { append } from './append.ts'
import type { RecordedEvent } from './chain-events.ts'
import { readInOrder } from './event-store.ts'
import { readHeadAndExtent } from './head-store.ts'
import { type ChainVerification, verifyChain } from './verify-chain.ts'

type Output = z.input<typeof auditVerifyOutput>
const FAULTS_LISTED = 100
/** Each holds a connection and a core for as long as it runs. */
const AT_ONCE = 2

/**
 * Recomputes the whole chain of the tenant from the stored text: every hash, commitment, column and
 * the head. The run is itself recorded as `audit.verify`, so that its answer can be cited; where the
 * head is broken nothing can be recorded, and the faults are answered all the same.
 */
export async function verifyAuditLog(
  scope: TenantScope<'audit:verify'>,
  now: () => number = () => performance.now(),
): Promise<Output> {
  const running = perProcess('running-verifications', () => ({ count: 0 }))
  if (running.count >= AT_ONCE) {
    throw new AppError({
      code: 'unavailable',
      message: 'Other logs are being verified just now. Try again in a few seconds.',
      retryAfter: 5,
    })
  }
  running.count += 1
  try {
    return await verifyOrExplain(scope, now)
  } finally {
    running.count -= 1
  }
}

async function verifyOrExplain(scope: TenantScope<'audit:verify'>, now: () => number): Promise<Output> {
  try {
    return await verifyAndRecord(scope, now)
  } catch (error) {
    if (!isAppError(error, 'unavailable')) throw error
    return withTenant(scope, async (tx) => {
      const began = now()
      const found = toOutput(tx, await verify(tx), now() - began)
      if (found.faults === 0) throw error
      tx.unchanged('the head is broken, so that nothing can be recorded')
      return found
    })
  }
}

async function verifyAndRecord(scope: TenantScope<'audit:verify'>, now: () => number): Promise<Output> {
  let recorded: RecordedEvent | undefined
  const found = await withTenant(scope, async (tx) => {
    const began = now()
    const result = await verify(tx)
    await append(
      tx,
      {
        action: 'audit.verify',
        targets: [],
        outcome: result.faultCount === 0 ? { result: 'success' } : { result: 'failure', reason: 'faults_found' },
        metadata: { checked: result.checked, headSeq: result.headSeq, faults: result.faultyEvents },
      },
      {
        onRecorded: (event) => {
          recorded = event
        },
      },
    )
    return toOutput(tx, result, now() - began)
  })
  return { ...found, recordedSeq: recorded?.seq ?? null }
}

async function verify(tx: TenantTx): Promise<ChainVerification> {
  const [lock] = await tx.query<{ free: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free',
    [`audit.verify:${tx.tenantId}`],
  )
  if (!lock?.free) {
    throw new AppError({
      code: 'conflict',
      message: 'This log is being verified already. Wait for its result, then verify again.',
    })
  }
  const { head, lastSeq } = await readHeadAndExtent(tx)
  const keys = await tenantKeys(tx, 'chain')
  return verifyChain(readInOrder(tx, Math.max(lastSeq, head?.size ?? 0)), head, {
    tenantId: tx.tenantId,
    chainKey: (keyId) => keys.find((key) => key.keyId === keyId) ?? null,
    maxFaults: FAULTS_LISTED,
  })
}

function toOutput(tx: TenantTx, result: ChainVerification, durationMs: number): Output {
  const actor = actorOf(tx.scope.principal)
  return {
    recordedSeq: null,
    verifiedAt: new Date().toISOString(),
    verifiedBy: { type: actor.type, id: actor.id ?? null, name: actor.name ?? null },
    checked: result.checked,
    headSeq: result.headSeq,
    headHash: result.headEntryHash?.toString('base64') ?? null,
    faults: result.faultyEvents,
    durationMs,
    faultList: result.faults.map((fault) => ({ seq: fault.seq, check: fault.check, message: fault.detail })),
  }
}
