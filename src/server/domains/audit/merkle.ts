import { hash } from 'node:crypto'

/** The Merkle tree hash of no leaves: SHA-256 of the empty string (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Buffer = Buffer.from(hash('sha256', '', 'hex'), 'hex')

const pair = Buffer.alloc(65)
pair[0] = 1

/** `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== 32 || right.length !== 32) throw new RangeError('A node is hashed over two hashes of 32 bytes')
  pair.set(left, 1)
  pair.set(right, 33)
  return Buffer.from(hash('sha256', pair, 'binary'), 'binary')
}

/**
 * The frontier of a tree after one more leaf: the roots of its complete subtrees, the largest (leftmost) first, one
 * for each 1 in the binary form of the size. Costs O(log n), on average one hash.
 *
 * @param size leaves in the tree that `frontier` stands for; `leaf` its new leaf hash, 32 bytes.
 * @throws RangeError where the frontier does not have as many hashes as the size needs.
 */
export function appendToFrontier(frontier: readonly Buffer[], size: number, leaf: Buffer): Buffer[] {
  if (frontier.length !== ones(size)) throw new RangeError('The frontier is not one of a tree of this size')
  const grown = frontier.slice()
  let node = leaf
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(grown.pop() as Buffer, node)
  grown.push(node)
  return grown
}

/** The root of the tree that a frontier stands for: 32 bytes. */
export function rootOfFrontier(frontier: readonly Buffer[]): Buffer {
  let root = frontier.at(-1) ?? EMPTY_ROOT
  for (let index = frontier.length - 2; index >= 0; index -= 1) root = nodeHash(frontier[index] as Buffer, root)
  return root
}

/** The Merkle tree hash of a list of leaf hashes (RFC 6962 section 2.1): 32 bytes. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return rootOfRange(leaves, 0, leaves.length)
}

/**
 * The audit path of RFC 6962 section 2.1.1, the leaf's sibling first: at most ⌈log2 n⌉ hashes. O(n).
 *
 * @throws RangeError where there is no leaf at `index`.
 */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError('There is no leaf at this index')
  }
  const proof: Buffer[] = []
  let start = 0
  let end = leaves.length
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      proof.push(rootOfRange(leaves, middle, end))
      end = middle
    } else {
      proof.push(rootOfRange(leaves, start, middle))
      start = middle
    }
  }
  return proof.reverse()
}

/**
 * The consistency proof of RFC 6962 section 2.1.2 from the tree of the first `oldSize` leaves to that of all. O(n).
 * Empty where the sizes are equal or `oldSize` is 0 (every tree extends the empty one).
 *
 * @throws RangeError where `oldSize` is not between 0 and the number of leaves.
 */
export function consistencyProof(leaves: readonly Buffer[], oldSize: number): Buffer[] {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > leaves.length) {
    throw new RangeError('The old tree is not a part of this one')
  }
  const proof: Buffer[] = []
  let start = 0
  let end = leaves.length
  if (oldSize === 0) return proof
  // Until the old tree is a whole subtree; the first hash is left out where that subtree is the old tree itself.
  while (oldSize < end) {
    const middle = start + splitOf(end - start)
    if (oldSize <= middle) {
      proof.push(rootOfRange(leaves, middle, end))
      end = middle
    } else {
      proof.push(rootOfRange(leaves, start, middle))
      start = middle
    }
  }
  if (start > 0) proof.push(rootOfRange(leaves, start, end))
  return proof.reverse()
}

function rootOfRange(leaves: readonly Buffer[], start: number, end: number): Buffer {
  if (end === start) return EMPTY_ROOT
  if (end - start === 1) return leaves[start] as Buffer
  const middle = start + splitOf(end - start)
  return nodeHash(rootOfRange(leaves, start, middle), rootOfRange(leaves, middle, end))
}

/** The largest power of two smaller than `size`. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** Sizes reach 2^53, beyond bit operations. */
function ones(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('A tree has a whole number of leaves')
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}
