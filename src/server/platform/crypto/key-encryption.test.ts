import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type KeyContext, localKeyEncryption } from './key-encryption.ts'

const kek = randomBytes(32)
const context: KeyContext = { tenantId: '0192f0c0-0000-7000-8000-000000000001', purpose: 'chain', keyId: 1 }
const secret = randomBytes(32)

describe('a wrapped key', () => {
  test('opens under its own context and holds nothing of the key in clear', async () => {
    const encryption = localKeyEncryption(kek)
    const wrapped = await encryption.wrap(secret, context)
    expect(wrapped.includes(secret)).toBe(false)
    expect(await encryption.unwrap(wrapped, context)).toEqual(secret)
    expect(await encryption.wrap(secret, context)).not.toEqual(wrapped)
  })

  test.each<[string, Partial<KeyContext>]>([
    ['another tenant', { tenantId: '0192f0c0-0000-7000-8000-000000000002' }],
    ['another purpose', { purpose: 'signing' }],
    ['another key id', { keyId: 2 }],
  ])('does not open for %s', async (_what, other) => {
    const encryption = localKeyEncryption(kek)
    const wrapped = await encryption.wrap(secret, context)
    await expect(encryption.unwrap(wrapped, { ...context, ...other })).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('does not open under another key-encryption key, whose id differs too', async () => {
    const other = localKeyEncryption(randomBytes(32))
    const wrapped = await localKeyEncryption(kek).wrap(secret, context)
    await expect(other.unwrap(wrapped, context)).rejects.toMatchObject({ code: 'unavailable' })
    expect(other.id).not.toBe(localKeyEncryption(kek).id)
  })

  test('does not open when any byte was changed or the end was cut', async () => {
    const encryption = localKeyEncryption(kek)
    const wrapped = await encryption.wrap(secret, context)
    for (let index = 0; index < wrapped.length; index += 1) {
      const changed = Buffer.from(wrapped)
      changed[index] = (changed[index] ?? 0) ^ 1
      await expect(encryption.unwrap(changed, context), `byte ${index}`).rejects.toMatchObject({ code: 'unavailable' })
    }
    for (const length of [0, 1, 28, wrapped.length - 1]) {
      await expect(encryption.unwrap(wrapped.subarray(0, length), context)).rejects.toMatchObject({
        code: 'unavailable',
      })
    }
  })
})

test('a key-encryption key of any other length is refused', () => {
  expect(() => localKeyEncryption(randomBytes(16))).toThrow(/32 bytes/)
})
