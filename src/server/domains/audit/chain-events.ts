import { randomFillSync } from 'node:crypto'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { buildCanonicalEvent, type CanonicalEvent, type CanonicalEventInput } from './canonical-event.ts'
import { eventTimeAfter } from './event-time.ts'
import { entryHash, leafHash } from './hash-chain.ts'
import { lockHead, writeHead } from './head-store.ts'
import { appendToFrontier } from './merkle.ts'

/** An event before it has its place in the log. */
export type PendingEvent = Omit<CanonicalEventInput, 'tenantId' | 'seq' | 'id' | 'recordedAt'>
/** Where an event came to stand. */
export type RecordedEvent = {
  id: string
  seq: number
  recordedAt: string
  /** The frontier of the tree before it. Read from its end, it is the event's inclusion proof in the tree of `seq` events. */
  frontierBefore: readonly Buffer[]
}

const claimed = new WeakMap<TenantTx, ReturnType<typeof lockHead>>()

/**
 * Asks for the log's head ahead of the commit, behind statements that are already on their way, and saves waiting for
 * it. No other row may be locked after it: everybody takes the head last.
 */
export function claimLog(tx: TenantTx): void {
  tx.ahead(() => {
    const head = lockHead(tx)
    claimed.set(tx, head)
    return head
  })
}

/** Bounds the parameters of one INSERT (Postgres takes 65,535). */
const ROWS_A_STATEMENT = 500

/**
 * Locks the tenant's head and appends events to it: number, time, commitments, leaf hash, entry hash,
 * tree frontier. The head stays locked until the transaction ends, so this is its last work.
 *
 * @param times when each was recorded, for history that is brought in; otherwise the server's clock.
 */
export async function chainEvents(
  tx: TenantTx,
  events: readonly PendingEvent[],
  times?: readonly Date[],
): Promise<RecordedEvent[]> {
  const { head, chainKey } = await (claimed.get(tx) ?? lockHead(tx))
  claimed.delete(tx)
  const nonces = randomFillSync(Buffer.alloc(16 * events.length))
  let { size, frontier, entryHash: previous, lastRecordedAt } = head
  const rows: Row[] = []
  const recorded: RecordedEvent[] = []
  for (const [index, event] of events.entries()) {
    const recordedAt = eventTimeAfter(lastRecordedAt, times?.[index])
    const id = newId()
    const built = buildCanonicalEvent({ ...event, tenantId: tx.tenantId, seq: size + 1, id, recordedAt })
    const leaf = leafHash(built.bytes)
    const nonce = nonces.subarray(index * 16, index * 16 + 16)
    previous = entryHash(chainKey, previous, leaf, nonce)
    const frontierBefore = frontier
    frontier = appendToFrontier(frontier, size, leaf)
    size += 1
    lastRecordedAt = recordedAt
    rows.push({ seq: size, recordedAt, built, leaf, nonce, entry: previous })
    recorded.push({ id, seq: size, recordedAt, frontierBefore })
  }
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    insert(tx, rows.slice(start, start + ROWS_A_STATEMENT), head.chainKeyId)
  }
  writeHead(tx, chainKey, { ...head, size, frontier, entryHash: previous, lastRecordedAt })
  return recorded
}

type Row = { seq: number; recordedAt: string; built: CanonicalEvent; leaf: Buffer; nonce: Buffer; entry: Buffer }

const COLUMNS = 11

function insert(tx: TenantTx, rows: Row[], chainKeyId: number): void {
  const values: unknown[] = []
  const tuples = rows.map((row, index) => {
    const { personal } = row.built
    values.push(
      tx.tenantId,
      row.seq,
      row.recordedAt,
      row.built.canonical,
      personal.map((field) => field.path),
      personal.map((field) => field.salt),
      personal.map((field) => field.value),
      row.leaf,
      row.nonce,
      row.entry,
      chainKeyId,
    )
    return `(${Array.from({ length: COLUMNS }, (_, column) => `$${index * COLUMNS + column + 1}`).join(',')})`
  })
  const text = `INSERT INTO audit_events (tenant_id, seq, recorded_at, canonical, personal_paths, personal_salts,
    personal_values, leaf_hash, nonce, entry_hash, chain_key_id) VALUES ${tuples.join(',')}`
  tx.lastly(rows.length === 1 ? 'audit-insert' : '', text, values)
}
