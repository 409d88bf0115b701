import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leafHash } from './hash-chain.ts'
import { appendToFrontier, consistencyProof, inclusionProof, merkleRoot, nodeHash, rootOfFrontier } from './merkle.ts'
import { verifyConsistency, verifyInclusion } from './merkle-proof.ts'

/** The leaves and roots that Certificate Transparency's implementations are tested with. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const ctLeaves = CT_LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')))

const sha256 = (...parts: Uint8Array[]) => {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  return digest.digest()
}

/** RFC 6962 sections 2.1, 2.1.1 and 2.1.2, word by word. */
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)
function mth(d: Buffer[]): Buffer {
  if (d.length === 0) return sha256()
  if (d.length === 1) return d[0] as Buffer
  const k = split(d.length)
  return sha256(Buffer.from([1]), mth(d.slice(0, k)), mth(d.slice(k)))
}
function path(m: number, d: Buffer[]): Buffer[] {
  if (d.length === 1) return []
  const k = split(d.length)
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))]
}
function subproof(m: number, d: Buffer[], whole: boolean): Buffer[] {
  if (m === d.length) return whole ? [] : [mth(d)]
  const k = split(d.length)
  return m <= k
    ? [...subproof(m, d.slice(0, k), whole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))]
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, index) => sha256(Buffer.from(String(index))))
const sizes = Array.from({ length: 70 }, (_, size) => size)

describe('Merkle tree of RFC 6962', () => {
  it('has the roots of the reference leaves', () => {
    expect(CT_ROOTS.map((_, size) => merkleRoot(ctLeaves.slice(0, size)).toString('hex'))).toEqual(CT_ROOTS)
  })

  it('grows by its frontier to the same roots, with one hash for each 1 of the size', () => {
    let frontier: Buffer[] = []
    const leaves = leavesOf(300)
    for (const [size, leaf] of leaves.entries()) {
      expect(rootOfFrontier(frontier)).toEqual(mth(leaves.slice(0, size)))
      expect(frontier.length).toBe(size.toString(2).replaceAll('0', '').length)
      const before = [...frontier]
      const grown = appendToFrontier(frontier, size, leaf)
      expect(frontier).toEqual(before)
      frontier = grown
    }
  })

  it('refuses a frontier that is not one of the size, and sizes that are none', () => {
    const leaf = Buffer.alloc(32)
    expect(() => appendToFrontier([], 1, leaf)).toThrow(RangeError)
    expect(() => appendToFrontier([leaf], 0, leaf)).toThrow(RangeError)
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => appendToFrontier([], size, leaf)).toThrow(RangeError)
    expect(() => nodeHash(leaf, Buffer.alloc(31))).toThrow(RangeError)
  })

  it('appends beyond 2^32 leaves, where bit operations would fail', () => {
    const size = 2 ** 40 + 3
    const [a, b, c, leaf] = leavesOf(4) as [Buffer, Buffer, Buffer, Buffer]
    expect(appendToFrontier([a, b, c], size, leaf)).toEqual([a, nodeHash(b, nodeHash(c, leaf))])
  })
})

describe('inclusion proofs', () => {
  it('are those of the reference tree', () => {
    expect(inclusionProof(ctLeaves, 0).map((hash) => hash.toString('hex'))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
  })

  it('hold for every leaf of every size, are those of the RFC and at most ⌈log2 n⌉ long', () => {
    for (const size of sizes) {
      const leaves = leavesOf(size)
      const root = mth(leaves)
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(leaves, index)
        expect(proof).toEqual(path(index, leaves))
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true)
      }
    }
  })

  it('hold for nothing else: another place, size, leaf, root, or a proof changed anywhere', () => {
    const cases = fc.integer({ min: 1, max: 64 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))
    fc.assert(
      fc.property(cases, fc.nat(63), fc.nat(255), ([size, index], at, byte) => {
        const leaves = leavesOf(size)
        const claim = {
          leaf: leaves[index] as Buffer,
          index,
          size,
          proof: inclusionProof(leaves, index),
          root: mth(leaves),
        }
        const flipped = (hash: Buffer) => Buffer.from(hash.map((b, i) => (i === byte % 32 ? b ^ (1 << (byte % 8)) : b)))
        const other = [
          { ...claim, index: at === index ? size : at },
          { ...claim, leaf: flipped(claim.leaf) },
          { ...claim, root: flipped(claim.root) },
          { ...claim, proof: [...claim.proof, claim.root] },
          { ...claim, proof: claim.proof.slice(1), size: claim.proof.length === 0 ? 0 : size },
          { ...claim, proof: claim.proof.map((hash, i) => (i === at % claim.proof.length ? flipped(hash) : hash)) },
          { ...claim, proof: claim.proof.map((hash) => hash.subarray(1)) },
        ]
        for (const [number, each] of other.entries()) {
          if (claim.proof.length === 0 && number >= 5) continue
          expect(verifyInclusion(each)).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
    expect(() => inclusionProof(leavesOf(3), 3)).toThrow(RangeError)
    expect(() => inclusionProof([], 0)).toThrow(RangeError)
  })
})

describe('consistency proofs', () => {
  it('are those of the reference tree', () => {
    expect(consistencyProof(ctLeaves, 6).map((hash) => hash.toString('hex'))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
  })

  it('hold between all sizes, are those of the RFC, and do not hold for a tree that differs', () => {
    for (const newSize of sizes) {
      const leaves = leavesOf(newSize)
      const newRoot = mth(leaves)
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const oldRoot = mth(leaves.slice(0, oldSize))
        const proof = consistencyProof(leaves, oldSize)
        if (oldSize > 0) expect(proof).toEqual(subproof(oldSize, leaves, true))
        const claim = { oldSize, oldRoot, newSize, newRoot, proof }
        expect(verifyConsistency(claim)).toBe(true)
        expect(verifyConsistency({ ...claim, oldRoot: sha256(oldRoot) })).toBe(false)
        expect(verifyConsistency({ ...claim, proof: [...proof, newRoot] })).toBe(false)
        if (oldSize > 0) expect(verifyConsistency({ ...claim, newRoot: sha256(newRoot) })).toBe(false)
        if (proof.length > 0) {
          expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false)
          expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false)
          for (const index of proof.keys()) {
            const changed = proof.map((hash, at) => (at === index ? sha256(hash) : hash))
            expect(verifyConsistency({ ...claim, proof: changed })).toBe(false)
          }
        }
      }
    }
  })

  it('never hold backwards or for sizes that are none', () => {
    const leaves = leavesOf(5)
    const root = mth(leaves)
    const claim = { oldSize: 5, oldRoot: root, newSize: 4, newRoot: mth(leaves.slice(0, 4)), proof: [] }
    expect(verifyConsistency(claim)).toBe(false)
    expect(verifyConsistency({ ...claim, oldSize: -1 })).toBe(false)
    expect(verifyConsistency({ ...claim, newSize: 4.5 })).toBe(false)
    expect(() => consistencyProof(leaves, 6)).toThrow(RangeError)
    expect(() => consistencyProof(leaves, -1)).toThrow(RangeError)
  })
})
