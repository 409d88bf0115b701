import { newId } from '#server/platform/new-id.ts'
import { buildCanonicalEvent } from './canonical-event.ts'
import { formatEventTime } from './event-time.ts'
import { entryHash, GENESIS, leafHash } from './hash-chain.ts'
import { type AuditHead, headMac } from './head-mac.ts'
import { appendToFrontier } from './merkle.ts'
import type { ChainKey, StoredEvent } from './verify-chain.ts'

export const tenantId = '0193a000-0000-7000-8000-000000000001'
export const KEYS: Record<number, ChainKey> = {
  1: { secret: Buffer.alloc(32, 1), firstSeq: 1, lastSeq: 6 },
  2: { secret: Buffer.alloc(32, 2), firstSeq: 7, lastSeq: null },
}
export const SIZE = 12

export type Row = { -readonly [K in keyof StoredEvent]: StoredEvent[K] }
export type Head = AuditHead & { mac: Buffer }
export type Log = { rows: Row[]; head: Head }

/** The hashes of a row that someone makes who holds the chain key. */
export function chain(row: Row, previous: Buffer): Row {
  const leaf = leafHash(row.canonical ?? '')
  const { secret } = KEYS[row.chainKeyId] as ChainKey
  return { ...row, leafHash: leaf, entryHash: entryHash(secret, previous, leaf, row.nonce) }
}

export function makeLog(size = SIZE): Log {
  const rows: Row[] = []
  let frontier: Buffer[] = []
  let previous = GENESIS
  for (let seq = 1; seq <= size; seq += 1) {
    const input = {
      tenantId,
      seq,
      id: newId(),
      recordedAt: formatEventTime(new Date(1_800_000_000_000 + seq * 1_000)),
      occurredAt: null,
      actor: seq % 3 === 0 ? { type: 'system' as const } : { type: 'user' as const, id: `u${seq}`, name: 'Ada' },
      action: 'workflow.execute',
      targets: [],
      outcome: { result: 'success' as const },
      context: { source: 'api', ...(seq % 2 === 0 ? { ip: '192.0.2.7' } : {}) },
      metadata: { step: seq },
      personalMetadataKeys: [],
    }
    const { canonical, personal } = buildCanonicalEvent(input)
    const row = chain(
      {
        tenantId,
        seq,
        recordedAt: input.recordedAt,
        canonical,
        personalPaths: personal.map((field) => field.path),
        personalSalts: personal.map((field) => field.salt),
        personalValues: personal.map((field) => field.value),
        leafHash: GENESIS,
        nonce: Buffer.alloc(16, seq),
        entryHash: GENESIS,
        chainKeyId: seq <= 6 ? 1 : 2,
        columns: {
          id: input.id,
          action: input.action,
          actorType: input.actor.type,
          actorId: input.actor.id ?? null,
          outcome: 'success',
          source: 'api',
        },
      },
      previous,
    )
    frontier = appendToFrontier(frontier, seq - 1, row.leafHash)
    previous = row.entryHash
    rows.push(row)
  }
  return { rows, head: headOf(rows, frontier) }
}

export function headOf(rows: Row[], frontier: Buffer[]): Head {
  const last = rows.at(-1)
  const head: AuditHead = {
    tenantId,
    size: rows.length,
    frontier,
    entryHash: last?.entryHash ?? GENESIS,
    lastRecordedAt: last?.recordedAt ?? null,
    checkpointSize: 0,
    checkpointRoot: null,
    chainKeyId: last?.chainKeyId ?? 1,
  }
  return { ...head, mac: headMac((KEYS[head.chainKeyId] as ChainKey).secret, head) }
}
