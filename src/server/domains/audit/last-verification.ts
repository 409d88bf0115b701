import type { z } from 'zod'
import type { auditLastVerificationOutput } from '#contracts/audit.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { findEntryHash, findLastEventOf } from './event-store.ts'
import { parseStored, summarise } from './event-summary.ts'

type Output = z.input<typeof auditLastVerificationOutput>

/** The newest `audit.verify` event, or null where nobody has verified yet. */
export function lastVerification(scope: TenantScope<'audit:read'>): Promise<Output> {
  return withTenant(scope, async (tx) => ({ verification: await findLastVerification(tx) }))
}

async function findLastVerification(tx: TenantTx): Promise<Output['verification']> {
  const row = await findLastEventOf(tx, 'audit.verify')
  const parsed = row && parseStored(row)
  if (!row || !parsed) return null
  const { checked, headSeq, faults } = parsed.metadata as { checked: number; headSeq: number; faults: number }
  const [[summary], headHash] = await Promise.all([summarise(tx, [row]), findEntryHash(tx, headSeq)])
  if (!summary) return null
  return {
    recordedSeq: row.seq,
    verifiedAt: row.recordedAt,
    verifiedBy: summary.actor,
    checked,
    headSeq,
    headHash: headHash?.toString('base64') ?? null,
    faults,
  }
}
