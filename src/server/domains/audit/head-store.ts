import { tenantKey } from '#server/domains/keys/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { GENESIS } from './hash-chain.ts'
import { type AuditHead, headMac } from './head-mac.ts'

// Times as text with six digits: a JavaScript Date has three.
const SELECT_HEAD = `SELECT size, frontier, entry_hash AS "entryHash",
  to_char(last_recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "lastRecordedAt",
  checkpoint_size AS "checkpointSize", checkpoint_root AS "checkpointRoot", chain_key_id AS "chainKeyId", mac
  FROM audit_heads WHERE tenant_id = $1`

export type StoredHead = AuditHead & { mac: Buffer }

export async function readHead(tx: TenantTx): Promise<StoredHead | null> {
  const [row] = await tx.prepared<Omit<StoredHead, 'tenantId'>>('audit-head', SELECT_HEAD, [tx.tenantId])
  return row ? { tenantId: tx.tenantId, ...row } : null
}

/** The head with the largest number stored, in one snapshot: an event beyond the head is a fault, not a newcomer. */
export async function readHeadAndExtent(tx: TenantTx): Promise<{ head: StoredHead | null; lastSeq: number }> {
  const [row] = await tx.query<Omit<StoredHead, 'tenantId'> & { lastSeq: number }>(
    `${SELECT_HEAD.replace(' FROM ', ', (SELECT coalesce(max(seq), 0) FROM audit_events WHERE tenant_id = $1) AS "lastSeq" FROM ')}`,
    [tx.tenantId],
  )
  if (!row) return { head: null, lastSeq: Number.MAX_SAFE_INTEGER }
  const { lastSeq, ...head } = row
  return { head: { tenantId: tx.tenantId, ...head }, lastSeq }
}

/**
 * Locks the head to the end of the transaction and checks its seal: an event chained to a head that
 * somebody else set would launder the change.
 *
 * @throws AppError `unavailable` where the head is missing or does not match its MAC.
 */
export async function lockHead(tx: TenantTx): Promise<{ head: StoredHead; chainKey: Buffer }> {
  const [row] = await tx.preparedLock<Omit<StoredHead, 'tenantId'>>('audit-head-locked', `${SELECT_HEAD} FOR UPDATE`, [
    tx.tenantId,
  ])
  if (!row) throw sealBroken(`no audit head for ${tx.tenantId}`)
  const head = { tenantId: tx.tenantId, ...row }
  const chainKey = await tenantKey(tx, 'chain', head.chainKeyId)
  if (!headMac(chainKey, head).equals(head.mac)) throw sealBroken(`the head of ${tx.tenantId} does not match its MAC`)
  return { head, chainKey }
}

/** Begins a new tenant's log. `chainKey` has 32 bytes. */
export async function startAuditLog(tx: TenantTx, keys: { chainKey: Buffer; chainKeyId: number }): Promise<void> {
  const head: AuditHead = {
    tenantId: tx.tenantId,
    size: 0,
    frontier: [],
    entryHash: GENESIS,
    lastRecordedAt: null,
    checkpointSize: 0,
    checkpointRoot: null,
    chainKeyId: keys.chainKeyId,
  }
  await tx.query(
    `INSERT INTO audit_heads (tenant_id, size, frontier, entry_hash, chain_key_id, mac) VALUES ($1, 0, '{}', $2, $3, $4)`,
    [tx.tenantId, head.entryHash, head.chainKeyId, headMac(keys.chainKey, head)],
  )
}

export function writeHead(tx: TenantTx, chainKey: Buffer, head: AuditHead): void {
  tx.lastly(
    'audit-head-write',
    `UPDATE audit_heads SET size = $2, frontier = $3, entry_hash = $4, last_recorded_at = $5::timestamptz, mac = $6 WHERE tenant_id = $1`,
    [tx.tenantId, head.size, head.frontier, head.entryHash, head.lastRecordedAt, headMac(chainKey, head)],
  )
}

function sealBroken(detail: string): AppError {
  return new AppError({
    code: 'unavailable',
    message:
      'The audit log of this organisation does not match its seal, so nothing can be recorded and nothing was changed. Ask the operator to verify the log.',
    detail,
  })
}
