/**
 * What a verification checks. `form`: hashes of the right length; `seq`: gapless, in order; `tenant`; `canonical`:
 * the text is a hashed event in RFC 8785 form; `columns`: what is indexed equals what was hashed; `leaf_hash`;
 * `entry_hash`; `commitment`: personal values against their commitments; `recorded_at`: never before the event
 * before; `chain_key`: known and in its range; `head_…`: the guarded head row.
 */
export type ChainCheck =
  | 'form'
  | 'seq'
  | 'tenant'
  | 'canonical'
  | 'columns'
  | 'leaf_hash'
  | 'entry_hash'
  | 'commitment'
  | 'recorded_at'
  | 'chain_key'
  | 'head_missing'
  | 'head_mac'
  | 'head_size'
  | 'head_entry_hash'
  | 'head_frontier'
  | 'head_recorded_at'

/** `seq`: the event's number, for the head its size (at least 1); `detail`: a sentence for people. */
export type ChainFault = { seq: number; check: ChainCheck; detail: string }

/** Faults in the order found, at most `most` of them; all are counted. */
export class ChainFaults {
  readonly list: ChainFault[] = []
  readonly #most: number
  #count = 0
  #events = 0
  #lastSeq = 0

  constructor(most: number) {
    this.#most = most
  }

  /** All faults found, listed or not. */
  get count(): number {
    return this.#count
  }

  /** Events with at least one fault; events missing in a row count as one. */
  get events(): number {
    return this.#events
  }

  add(seq: number, check: ChainCheck, detail: string): void {
    this.#count += 1
    if (seq !== this.#lastSeq) this.#events += 1
    this.#lastSeq = seq
    if (this.list.length < this.#most) this.list.push({ seq, check, detail })
  }
}
