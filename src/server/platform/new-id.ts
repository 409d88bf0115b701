import { randomFillSync } from 'node:crypto'

/** Random bytes are drawn by the page: a draw costs the same for 16 bytes as for 4,096. */
const random = Buffer.allocUnsafeSlow(4096)
let used = random.length
let lastMillisecond = 0
let counter = 0

/**
 * A UUIDv7 (RFC 9562 section 5.7), lower case. Within one process ids ascend: a 12-bit
 * counter in rand_a (section 6.2, method 1) starts at random in its lower half each millisecond.
 */
export function newId(now: number = Date.now()): string {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  const bytes = random.subarray(used, used + 16)
  used += 16
  if (now > lastMillisecond) {
    lastMillisecond = now
    counter = (((bytes[6] as number) << 8) | (bytes[7] as number)) & 0x7ff
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMillisecond += 1
      counter = 0
    }
  }
  bytes.writeUIntBE(lastMillisecond, 0, 6)
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
