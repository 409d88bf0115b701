import { isAppError } from '#server/platform/errors/app-error.ts'
import { type ChainFault, ChainFaults } from './chain-faults.ts'
import { entryHashText, GENESIS, leafHashText } from './hash-chain.ts'
import { type AuditHead, headMac } from './head-mac.ts'
import { appendToFrontier } from './merkle.ts'
import { type HashedEvent, parseCanonicalEvent } from './parse-canonical-event.ts'
import { checkCommitment } from './personal-fields.ts'

/**
 * An event as it is stored. `canonical` and `columns` are null where retention emptied the event; salt and value of a
 * personal field are null where it was erased. `recordedAt` in the log's form, six digits.
 */
export type StoredEvent = {
  tenantId: string
  seq: number
  recordedAt: string
  canonical: string | null
  personalPaths: readonly string[]
  personalSalts: readonly (Buffer | null)[]
  personalValues: readonly (string | null)[]
  leafHash: Buffer
  nonce: Buffer
  entryHash: Buffer
  chainKeyId: number
  columns: {
    id: string | null
    action: string | null
    actorType: string | null
    actorId: string | null
    outcome: string | null
    source: string | null
  }
}

/** A chain key (32 bytes) and the events it may chain, both ends included; `lastSeq` null for the newest. */
export type ChainKey = { secret: Buffer; firstSeq: number; lastSeq: number | null }

export type ChainVerifierOptions = {
  tenantId: string
  /** The key of an id, or null where there is none. Asked once an id. */
  chainKey: (keyId: number) => ChainKey | null | Promise<ChainKey | null>
  /** How many faults are listed, 100 unless told. */
  maxFaults?: number
}

/**
 * `checked`: events read; of them `emptied` by retention, whose text and columns nobody can check any more; `erased`:
 * personal fields without value; `headSeq` and `headEntryHash`: of the last event read, 0 and null where there is
 * none; `faults`: the first ones found; `faultCount`: all; `faultyEvents`: events with at least one.
 */
export type ChainVerification = {
  checked: number
  emptied: number
  erased: number
  headSeq: number
  headEntryHash: Buffer | null
  faults: ChainFault[]
  faultCount: number
  faultyEvents: number
}

/**
 * Verifies a whole log: every event, its place, its link to the one before, and the head row. Goes on after a fault
 * from what is stored, so that one edited event is named alone and not all that follow.
 *
 * @param batches events from 1, in order of `seq`; `head`: the head row read in the same snapshot.
 */
export async function verifyChain(
  batches: AsyncIterable<readonly StoredEvent[]> | Iterable<readonly StoredEvent[]>,
  head: (AuditHead & { mac: Buffer }) | null,
  options: ChainVerifierOptions,
): Promise<ChainVerification> {
  const verifier = new ChainVerifier(options)
  for await (const batch of batches) await verifier.add(batch)
  return verifier.finish(head)
}

/** {@link verifyChain} for callers that hold the loop themselves. */
export class ChainVerifier {
  readonly #tenantId: string
  readonly #resolve: ChainVerifierOptions['chainKey']
  readonly #keys = new Map<number, ChainKey | null>()
  readonly #faults: ChainFaults
  #checked = 0
  #emptied = 0
  #erased = 0
  #seq = 0
  #recordedAt = ''
  #entryHash: Buffer = GENESIS
  /** False from a missing event to the next one: its predecessor's entry hash is not known. */
  #linked = true
  /** Null once an event is missing: the tree cannot be recomputed without its leaf. */
  #frontier: Buffer[] | null = []

  constructor(options: ChainVerifierOptions) {
    this.#tenantId = options.tenantId
    this.#resolve = options.chainKey
    this.#faults = new ChainFaults(options.maxFaults ?? 100)
  }

  /** Checks the next events, in order of `seq`. */
  async add(batch: readonly StoredEvent[]): Promise<void> {
    for (const row of batch) {
      if (!this.#keys.has(row.chainKeyId)) this.#keys.set(row.chainKeyId, await this.#resolve(row.chainKeyId))
      this.#check(row)
    }
  }

  /** Checks the head against what was read and answers. The verifier is used up. */
  async finish(head: (AuditHead & { mac: Buffer }) | null): Promise<ChainVerification> {
    const last = { seq: this.#seq, entryHash: this.#seq === 0 ? null : this.#entryHash }
    if (head) await this.#checkHead(head)
    else this.#faults.add(Math.max(last.seq, 1), 'head_missing', 'The log has no head row.')
    return {
      checked: this.#checked,
      emptied: this.#emptied,
      erased: this.#erased,
      headSeq: last.seq,
      headEntryHash: last.entryHash,
      faults: this.#faults.list,
      faultCount: this.#faults.count,
      faultyEvents: this.#faults.events,
    }
  }

  #check(row: StoredEvent): void {
    this.#checked += 1
    const inOrder = this.#checkSeq(row.seq)
    if (row.tenantId !== this.#tenantId) this.#faults.add(row.seq, 'tenant', 'The event is stored for another tenant.')
    if (row.canonical === null) this.#checkEmptied(row)
    else this.#checkContent(row, row.canonical)
    // A row that repeats a number must not become the predecessor of the next.
    if (inOrder) this.#checkPlace(row)
  }

  #checkSeq(seq: number): boolean {
    const expected = this.#seq + 1
    if (seq === expected) return true
    if (!(seq > expected)) {
      this.#faults.add(seq, 'seq', `Number ${seq} comes again or out of order, after ${this.#seq}.`)
      return false
    }
    this.#missing(expected, seq - 1)
    return true
  }

  #missing(first: number, last: number): void {
    const what = first === last ? `Event ${first} is missing.` : `Events ${first} to ${last} are missing.`
    this.#faults.add(first, 'seq', what)
    this.#linked = false
    this.#frontier = null
  }

  #checkPlace(row: StoredEvent): void {
    const { seq } = row
    const whole = row.leafHash.length === 32 && row.entryHash.length === 32 && row.nonce.length === 16
    if (!whole) this.#faults.add(seq, 'form', 'A stored hash or nonce does not have its length.')
    if (row.recordedAt < this.#recordedAt) {
      this.#faults.add(seq, 'recorded_at', `The time ${row.recordedAt} is before that of the event before.`)
    }
    const key = this.#keys.get(row.chainKeyId)
    if (!key) this.#faults.add(seq, 'chain_key', `There is no chain key ${row.chainKeyId}.`)
    else {
      if (seq < key.firstSeq || seq > (key.lastSeq ?? seq)) {
        this.#faults.add(seq, 'chain_key', `Chain key ${row.chainKeyId} is not valid for this number.`)
      }
      if (whole && this.#linked) {
        const computed = entryHashText(key.secret, this.#entryHash, row.leafHash, row.nonce)
        if (computed !== row.entryHash.toString('latin1')) {
          this.#faults.add(seq, 'entry_hash', 'The entry hash does not follow from the leaf hash and the entry before.')
        }
      }
    }
    this.#seq = seq
    this.#recordedAt = row.recordedAt
    this.#entryHash = row.entryHash
    this.#linked = whole
    this.#frontier = whole && this.#frontier ? appendToFrontier(this.#frontier, seq - 1, row.leafHash) : null
  }

  #checkContent(row: StoredEvent, canonical: string): void {
    if (leafHashText(canonical) !== row.leafHash.toString('latin1')) {
      this.#faults.add(row.seq, 'leaf_hash', 'The text of the event is not the one that was hashed.')
    }
    let event: HashedEvent
    try {
      event = parseCanonicalEvent(canonical)
    } catch (error) {
      if (!isAppError(error, 'invalid_input')) throw error
      this.#faults.add(row.seq, 'canonical', `The text is not a hashed event: ${error.message}`)
      return
    }
    const differing = differences(row, event, this.#tenantId)
    if (differing.length > 0) {
      this.#faults.add(row.seq, 'columns', `Stored beside the text, but not as it says: ${differing.join(', ')}.`)
    }
    this.#checkPersonal(row, event.personal)
  }

  #checkPersonal(row: StoredEvent, commitments: Record<string, string>): void {
    const { personalPaths: paths, personalSalts: salts, personalValues: values } = row
    const committed = Object.keys(commitments)
    const complete =
      paths.length === committed.length && salts.length === paths.length && values.length === paths.length
    if (!complete || committed.some((path, index) => path !== paths[index])) {
      this.#faults.add(row.seq, 'commitment', 'The personal fields beside the event are not those it commits to.')
      return
    }
    for (let index = 0; index < committed.length; index += 1) {
      const path = committed[index] as string
      const salt = salts[index] ?? null
      const value = values[index] ?? null
      if (salt === null && value === null) this.#erased += 1
      else if (salt === null || value === null) {
        this.#faults.add(row.seq, 'commitment', `Of ${path} only ${salt === null ? 'the salt' : 'the value'} is gone.`)
      } else if (!checkCommitment({ path, salt, value }, commitments[path])) {
        this.#faults.add(row.seq, 'commitment', `The value of ${path} is not the one that was committed to.`)
      }
    }
  }

  /** Retention empties text, columns and personal values, never one without the others. */
  #checkEmptied(row: StoredEvent): void {
    this.#emptied += 1
    const left = [...Object.values(row.columns), ...row.personalSalts, ...row.personalValues]
    if (left.some((part) => part !== null)) {
      this.#faults.add(row.seq, 'columns', 'The text of the event is gone, but not all that was derived from it.')
    }
  }

  async #checkHead(head: AuditHead & { mac: Buffer }): Promise<void> {
    const at = Math.max(head.size, 1)
    const key = this.#keys.get(head.chainKeyId) ?? (await this.#resolve(head.chainKeyId))
    if (!key) this.#faults.add(at, 'chain_key', `There is no chain key ${head.chainKeyId}, which the head names.`)
    else {
      if (at < key.firstSeq || at > (key.lastSeq ?? at)) {
        this.#faults.add(at, 'chain_key', `Chain key ${head.chainKeyId} is not valid for the head.`)
      }
      if (!headMac(key.secret, head).equals(head.mac)) {
        this.#faults.add(at, 'head_mac', 'The head row was changed by someone without the chain key.')
      }
    }
    if (head.tenantId !== this.#tenantId) this.#faults.add(at, 'tenant', 'The head is stored for another tenant.')
    if (head.checkpointSize > head.size) {
      this.#faults.add(at, 'head_size', `The log is smaller than its checkpoint of ${head.checkpointSize} events.`)
    }
    if (head.size > this.#seq) {
      this.#missing(this.#seq + 1, head.size)
      return
    }
    if (head.size < this.#seq) {
      this.#faults.add(at, 'head_size', `The head says ${head.size} events, but there are events up to ${this.#seq}.`)
      return
    }
    if (!head.entryHash.equals(this.#entryHash)) {
      this.#faults.add(at, 'head_entry_hash', 'The head does not hold the entry hash of the last event.')
    }
    if ((head.lastRecordedAt ?? '') !== this.#recordedAt) {
      this.#faults.add(at, 'head_recorded_at', 'The head does not hold the time of the last event.')
    }
    const frontier = this.#frontier
    if (
      frontier &&
      (frontier.length !== head.frontier.length || frontier.some((h, i) => !h.equals(head.frontier[i] as Buffer)))
    ) {
      this.#faults.add(at, 'head_frontier', 'The tree of the stored leaf hashes is not the one that the head holds.')
    }
  }
}

/** The names of what is stored beside the text and differs from it. */
function differences(row: StoredEvent, event: HashedEvent, tenantId: string): string[] {
  const { columns } = row
  const differing: string[] = []
  const compare = (name: string, stored: unknown, hashed: unknown) => {
    if (stored !== hashed) differing.push(name)
  }
  compare('tenant', tenantId, event.tenantId)
  compare('seq', row.seq, event.seq)
  compare('recorded_at', row.recordedAt, event.recordedAt)
  compare('id', columns.id, event.id)
  compare('action', columns.action, event.action)
  compare('actor_type', columns.actorType, event.actor.type)
  compare('actor_id', columns.actorId, event.actor.id ?? null)
  compare('outcome', columns.outcome, event.outcome.result)
  compare('source', columns.source, event.context.source)
  return differing
}
