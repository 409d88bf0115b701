import type { z } from 'zod'
import type { auditGetInput, auditGetOutput } from '#contracts/audit.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { findEntryHash, findEvent } from './event-store.ts'
import { parseStored, summarise } from './event-summary.ts'
import { GENESIS } from './hash-chain.ts'
import { personalFields } from './personal-view.ts'

/** One event with what was hashed and how it is chained. Personal values stay hidden. */
export function getAuditEvent(
  scope: TenantScope<'audit:read'>,
  input: z.output<typeof auditGetInput>,
): Promise<z.input<typeof auditGetOutput>> {
  return withTenant(scope, async (tx) => {
    const row = await findEvent(tx, input.seq)
    if (!row || row.canonical === null) throw notFound('event')
    const parsed = parseStored(row)
    const [[summary], previous] = await Promise.all([summarise(tx, [row]), findEntryHash(tx, row.seq - 1)])
    if (!summary) throw notFound('event')
    return {
      ...summary,
      occurredAt: parsed?.occurredAt ?? null,
      context: {
        requestId: parsed?.context.requestId ?? null,
        sessionId: parsed?.context.sessionId ?? null,
        decisionId: parsed?.context.decisionId ?? null,
      },
      canonical: row.canonical,
      leafHash: row.leafHash.toString('base64'),
      previousEntryHash: (previous ?? GENESIS).toString('base64'),
      entryHash: row.entryHash.toString('base64'),
      nonce: row.nonce.toString('base64'),
      chainKeyId: row.chainKeyId,
      personal: personalFields(row, parsed?.personal ?? {}, false),
    }
  })
}
