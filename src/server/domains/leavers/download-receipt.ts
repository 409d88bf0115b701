import type { z } from 'zod'
import type { LeaverReceipt, leaversDownloadInput, leaversDownloadOutput } from '#contracts/leavers.ts'
import { rootOfFrontier } from '#server/domains/audit/index.ts'
import { signingVkey, signNote } from '#server/domains/keys/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { accessEndedFor, type LeaverEventRow, leaverById, leaverEvents, logOriginOf } from './leaver-store.ts'
import { receiptText } from './receipt-text.ts'

/**
 * The receipt as it stands now, signed: a first refused attempt that happens later stands in a later download.
 * @throws AppError `not_found`
 */
export function downloadReceipt(
  scope: TenantScope<'leaver:read'>,
  { id }: z.infer<typeof leaversDownloadInput>,
  now: Date = new Date(),
): Promise<z.infer<typeof leaversDownloadOutput>> {
  return withTenant(scope, async (tx) => {
    const leaver = await leaverById(tx, id)
    if (!leaver) throw notFound('leaver receipt')
    const [origin, ended, events] = await Promise.all([logOriginOf(tx), accessEndedFor(tx, id), leaverEvents(tx, id)])
    const receipt: LeaverReceipt = {
      v: 1,
      type: 'leaver-receipt',
      origin,
      tenantId: tx.tenantId,
      receiptId: id,
      issuedAt: now.toISOString(),
      personId: leaver.person.id,
      cause: leaver.cause,
      request: {
        directoryId: leaver.directory?.id ?? null,
        tokenId: leaver.tokenId,
        requestId: leaver.requestId,
        receivedAt: leaver.requestedAt,
        letPass: leaver.passed,
      },
      accessEndedAt: leaver.accessEndedAt,
      ended,
      rolesLost: leaver.rolesLost,
      kept: leaver.kept,
      firstRefusedAt: leaver.firstRefusedAt,
      events: events.map(provenEvent),
    }
    const note = await signNote(tx, { origin, text: receiptText(origin, receipt) })
    const file = { receipt, note, vkey: await signingVkey(tx, origin) }
    return { fileName: `leaver-receipt-${id}.json`, file: `${JSON.stringify(file, null, 2)}\n` }
  })
}

function provenEvent({ seq, proof, canonical, leafHash, entryHash }: LeaverEventRow): LeaverReceipt['events'][number] {
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  return {
    seq,
    event: canonical === null ? null : JSON.parse(canonical),
    leafHash: base64(leafHash),
    entryHash: base64(entryHash),
    inclusion: { size: seq, root: base64(rootOfFrontier([...proof.toReversed(), leafHash])), proof: proof.map(base64) },
  }
}
