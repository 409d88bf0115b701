import { createHmac } from 'node:crypto'
import { canonicalize } from './canonical-json.ts'

/**
 * The head of a tenant's log. `size`: number of events; `frontier`: roots of the complete subtrees, largest first;
 * `entryHash`: of the last event, 32 zero bytes where there is none; `lastRecordedAt`: six digits, null where there
 * is none; `checkpointSize` and `checkpointRoot`: of the last signed checkpoint, 0 and null before the first.
 */
export type AuditHead = {
  tenantId: string
  size: number
  frontier: Buffer[]
  entryHash: Buffer
  lastRecordedAt: string | null
  checkpointSize: number
  checkpointRoot: Buffer | null
  chainKeyId: number
}

const DOMAIN = 'gatehouse/head/v1\u0000'

/**
 * `HMAC-SHA256(chainKey, "gatehouse/head/v1" ‖ 0x00 ‖ JCS(head))`, 32 bytes, hashes in base64. The object form is
 * unambiguous, and always longer than the 80 bytes of an entry, so one can never pass for the other.
 */
export function headMac(chainKey: Buffer, head: AuditHead): Buffer {
  const text = canonicalize({
    tenantId: head.tenantId,
    size: head.size,
    frontier: head.frontier.map((hash) => hash.toString('base64')),
    entryHash: head.entryHash.toString('base64'),
    lastRecordedAt: head.lastRecordedAt,
    checkpointSize: head.checkpointSize,
    checkpointRoot: head.checkpointRoot?.toString('base64') ?? null,
    chainKeyId: head.chainKeyId,
  })
  if (chainKey.length !== 32) throw new RangeError('A chain key has 32 bytes')
  return createHmac('sha256', chainKey).update(DOMAIN).update(text).digest()
}
