import { EMPTY_ROOT, nodeHash } from './merkle.ts'

/**
 * Whether a proof shows that `leaf` stands at `index` in the tree of `size` leaves with this root (RFC 9162 section
 * 2.1.3.2). Never throws: a malformed proof is one that does not hold.
 */
export function verifyInclusion(claim: {
  leaf: Buffer
  index: number
  size: number
  proof: readonly Buffer[]
  root: Buffer
}): boolean {
  const { leaf, index, size, proof, root } = claim
  if (!isSize(size) || !isSize(index) || index >= size || !areHashes([leaf, root, ...proof])) return false
  let at = index
  let last = size - 1
  let computed = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      computed = nodeHash(sibling, computed)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = half(last)
      }
    } else {
      computed = nodeHash(computed, sibling)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && computed.equals(root)
}

/**
 * Whether a proof shows that the tree of `newSize` leaves extends that of `oldSize` (RFC 9162 section 2.1.4.2).
 * From size 0 only the empty proof holds: it says nothing, since every tree extends the empty one. Never throws.
 */
export function verifyConsistency(claim: {
  oldSize: number
  oldRoot: Buffer
  newSize: number
  newRoot: Buffer
  proof: readonly Buffer[]
}): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize || !areHashes([oldRoot, newRoot, ...proof]))
    return false
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot)
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(EMPTY_ROOT)
  let at = oldSize - 1
  let last = newSize - 1
  while (at % 2 === 1) {
    at = half(at)
    last = half(last)
  }
  // Where the old size is a power of two the proof begins with the old root itself, which is left out.
  const [first, ...rest] = at === 0 ? [oldRoot, ...proof] : proof
  if (!first) return false
  let oldComputed = first
  let newComputed = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      oldComputed = nodeHash(sibling, oldComputed)
      newComputed = nodeHash(sibling, newComputed)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = half(last)
      }
    } else {
      newComputed = nodeHash(newComputed, sibling)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && oldComputed.equals(oldRoot) && newComputed.equals(newRoot)
}

// Sizes reach 2^53, beyond bit operations.
const half = (value: number) => Math.floor(value / 2)
const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0
const areHashes = (hashes: readonly Buffer[]) => hashes.every((hash) => hash.length === 32)
