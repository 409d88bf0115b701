import type { ReceivedNode, ReceivedValue } from '#contracts/sign-in-traces.ts'

/** A tree without secrets, and the personal values that it names by key, which are stored apart. */
export type DecodedResponse = { tree: ReceivedNode; personal: Record<string, string> }

const MOST_NODES = 600
const LONGEST_VALUE = 2_000

/** Builds a tree within bounds, taking personal values out as it goes. */
export class ResponseTree {
  readonly personal: Record<string, string> = {}
  #nodes = 0

  /** False where there is no room for another. */
  room(): boolean {
    this.#nodes += 1
    return this.#nodes <= MOST_NODES
  }

  plain(value: string): ReceivedValue {
    return { kind: 'plain', text: shortened(value) }
  }

  /** The value stands apart from now on; the tree keeps the key. */
  hide(value: string): ReceivedValue {
    const key = `p${Object.keys(this.personal).length + 1}`
    this.personal[key] = shortened(value)
    return { kind: 'personal', key }
  }

  removed(reason: string): ReceivedValue {
    return { kind: 'removed', reason }
  }
}

/** Names under which providers have been seen to send what must not be kept, in a claim or an attribute. */
export function looksSecret(name: string): boolean {
  return /pass(word|phrase)?|secret|token|credential|private.?key|otp|pin$|nonce|at_hash|c_hash|cookie/i.test(name)
}

function shortened(value: string): string {
  // PostgreSQL's jsonb takes no NUL.
  const clean = value.replaceAll('\u0000', '�')
  return clean.length > LONGEST_VALUE ? `${clean.slice(0, LONGEST_VALUE)}…` : clean
}
