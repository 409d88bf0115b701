import type { TenantTx } from '#server/platform/db/index.ts'

/** The inclusion proof of a tree's last leaf: the complete subtrees before it, the smallest first (RFC 6962 section 2.1.1). */
export function noteLeaverEvent(tx: TenantTx, receiptId: string, seq: number, frontierBefore: readonly Buffer[]): void {
  tx.lastly('leaver-event', 'INSERT INTO leaver_events (tenant_id, receipt_id, seq, proof) VALUES ($1, $2, $3, $4)', [
    tx.tenantId,
    receiptId,
    seq,
    frontierBefore.toReversed(),
  ])
}
