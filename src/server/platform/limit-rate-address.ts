import { isIPv6 } from 'node:net'

/**
 * What counts as one place: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address of a /64 has
 * all of them (RFC 6177 §2: a site gets at least a /64).
 */
export function addressKey(address: string | undefined): string | undefined {
  if (address === undefined || !isIPv6(address)) return address
  const plain = (address.split('%')[0] as string).toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)
  if (mapped) return mapped[1]
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  // A dotted quad at the end stands for two groups; it is never within the first four of eight.
  const missing = tail === undefined ? 0 : 8 - left.length - right.length - (plain.includes('.') ? 1 : 0)
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
