import { findCredential } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { perProcess } from '#server/platform/per-process.ts'
import { type InsertedEntry, insertEntries } from './insert-entries.ts'
import { type AnsweredRequest, logEntry } from './log-entry.ts'

/** What waits to be written, with the hash of its token where the door did not say whose it is. */
export type Waiting = AnsweredRequest & { presented: Buffer | null }

type Place = { tenantId: string; directoryId: string; tokenId: string | null }
type Dropped = Place & { count: number; since: Date }

const FLUSH_EVERY_MS = 200
const ROWS_A_FLUSH = 250
export const WAITING_AT_MOST = 4_000
const BYTES_AT_MOST = 32 * 1024 * 1024
const DIRECTORIES_COUNTED = 1_000

type Buffered = {
  waiting: Waiting[]
  bytes: number
  dropped: Map<string, Dropped>
  timer: NodeJS.Timeout | null
  flushing: Promise<void> | null
}

const buffered = perProcess(
  'provisioning-log-buffer',
  (): Buffered => ({ waiting: [], bytes: 0, dropped: new Map(), timer: null, flushing: null }),
)

const sizeOf = (request: Waiting) => 1_024 + request.requestBytes + request.responseBytes

/**
 * Takes a request to be written down within a quarter of a second. Nothing waits for it. Where too much waits already
 * it is only counted, and the log says how many were.
 */
export function bufferRequest(request: Waiting): void {
  const size = sizeOf(request)
  if (buffered.waiting.length >= WAITING_AT_MOST || buffered.bytes + size > BYTES_AT_MOST) {
    if (request.principal) drop(placeOf(request.principal), request.at, 1)
    return
  }
  buffered.waiting.push(request)
  buffered.bytes += size
  arm()
}

function arm(): void {
  if (buffered.timer !== null || buffered.flushing !== null) return
  buffered.timer = setTimeout(() => void flushProvisioningLog(), FLUSH_EVERY_MS)
  buffered.timer.unref()
}

/** Writes down what waits, and resolves when it is written. Before the process ends, and by itself. Never rejects. */
export async function flushProvisioningLog(): Promise<void> {
  if (buffered.timer) clearTimeout(buffered.timer)
  buffered.timer = null
  while (buffered.flushing) await buffered.flushing
  if (buffered.waiting.length === 0 && buffered.dropped.size === 0) return
  buffered.flushing = flushAll()
  await buffered.flushing
}

async function flushAll(): Promise<void> {
  try {
    do {
      const requests = buffered.waiting.splice(0, ROWS_A_FLUSH)
      const dropped = [...buffered.dropped.values()]
      buffered.dropped.clear()
      for (const request of requests) buffered.bytes -= sizeOf(request)
      await write(requests, dropped)
    } while (buffered.waiting.length > 0)
  } finally {
    buffered.flushing = null
    // What was dropped while this was written is said by the next.
    if (buffered.waiting.length > 0) arm()
  }
}

async function write(requests: readonly Waiting[], dropped: readonly Dropped[]): Promise<void> {
  const places = await placesOf(requests)
  const byTenant = new Map<string, InsertedEntry[]>()
  const add = (tenantId: string, entry: InsertedEntry) => {
    const entries = byTenant.get(tenantId)
    if (entries) entries.push(entry)
    else byTenant.set(tenantId, [entry])
  }
  for (const [index, request] of requests.entries()) {
    const place = places[index]
    if (place) add(place.tenantId, { ...logEntry(request), directory_id: place.directoryId, token_id: place.tokenId })
  }
  for (const one of dropped) add(one.tenantId, gapEntry(one))
  for (const [tenantId, entries] of byTenant) {
    try {
      await insertEntries(tenantId, entries)
    } catch (error) {
      logger().warn({ err: error, tenantId, requests: entries.length }, 'the provisioning log could not be written')
      for (const entry of entries) {
        const count = entry.facts.dropped ?? 1
        drop({ tenantId, directoryId: entry.directory_id, tokenId: null }, new Date(entry.at), count)
      }
    }
  }
}

/** Whose each request is. One whose token was never one of ours is nobody's, and is not written down. */
async function placesOf(requests: readonly Waiting[]): Promise<(Place | null)[]> {
  const looked = new Map<string, Promise<Place | null>>()
  return Promise.all(
    requests.map(({ principal, presented }) => {
      if (principal) return placeOf(principal)
      if (!presented) return null
      const key = presented.toString('hex')
      const known = looked.get(key) ?? placeOfHash(presented)
      looked.set(key, known)
      return known
    }),
  )
}

function placeOf(principal: NonNullable<Waiting['principal']>): Place {
  return { tenantId: principal.tenantId, directoryId: principal.id, tokenId: principal.tokenId }
}

async function placeOfHash(hash: Buffer): Promise<Place | null> {
  try {
    const found = await findCredential('scim-token', hash)
    return found ? { tenantId: found.tenantId, directoryId: found.directoryId, tokenId: found.id } : null
  } catch (error) {
    logger().warn({ err: error }, 'a refused token could not be looked up for the provisioning log')
    return null
  }
}

function drop(place: Place, since: Date, count: number): void {
  const known = buffered.dropped.get(place.directoryId)
  if (known) known.count += count
  else if (buffered.dropped.size < DIRECTORIES_COUNTED)
    buffered.dropped.set(place.directoryId, { ...place, count, since })
  arm()
}

function gapEntry({ directoryId, count, since }: Dropped): InsertedEntry {
  return {
    id: newId(),
    at: since.toISOString(),
    duration_ms: 0,
    request_id: '',
    method: '',
    path: '',
    query: null,
    kind: 'gap',
    outcome: 'gap',
    status: 0,
    scim_type: null,
    situation: null,
    detail: null,
    provider: 'other',
    user_agent: null,
    user_ids: [],
    group_ids: [],
    facts: { subject: null, target: null, discovery: null, deeds: [], found: null, sought: null, dropped: count },
    audit_seqs: [],
    request: null,
    response: null,
    request_bytes: 0,
    response_bytes: 0,
    personal: {},
    directory_id: directoryId,
    token_id: null,
  }
}
