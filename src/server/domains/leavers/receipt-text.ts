import { hash } from 'node:crypto'
import { canonicalize } from '#server/domains/audit/index.ts'

/**
 * What is signed for a receipt: a label that no other note of Gatehouse has, the origin of the tenant's log and the
 * SHA-256 of the receipt's RFC 8785 form (docs/leaver-receipts.md).
 */
export function receiptText(origin: string, receipt: unknown): string {
  return `gatehouse/leaver-receipt/v1\n${origin}\n${hash('sha256', canonicalize(receipt), 'hex')}\n`
}
