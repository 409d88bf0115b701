import { BlockList, isIP } from 'node:net'
import { AppError } from '#server/platform/errors/app-error.ts'

/** Answers whether a socket's address is one of the proxies whose forwarded headers are believed. */
export type TrustedProxies = { includes(address: string): boolean }

/**
 * Reads addresses and CIDR ranges, IPv4 and IPv6. An IPv4 peer of a dual-stack socket shows up
 * IPv4-mapped (RFC 4291 section 2.5.5.2) and is compared as IPv4.
 *
 * @throws AppError `unavailable` naming the entry that is no address or range.
 */
export function trustedProxies(entries: readonly string[]): TrustedProxies {
  const list = new BlockList()
  for (const entry of entries) addEntry(list, entry)
  return {
    includes: (address) => {
      if (entries.length === 0) return false
      const plain = plainAddress(address)
      const family = isIP(plain)
      return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}

/** IPv4-mapped IPv6 as IPv4; brackets and zone left out; everything else unchanged. */
export function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)
  return mapped?.[1] ?? bare
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}

function addEntry(list: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.split('/')
  const plain = plainAddress(address)
  const family = isIP(plain)
  const bits = prefix === undefined ? undefined : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  const widest = family === 4 ? 32 : 128
  if (family === 0 || rest.length > 0 || (bits !== undefined && !(bits <= widest))) {
    throw new AppError({
      code: 'unavailable',
      message: `TRUSTED_PROXIES holds "${entry}", which is no address or CIDR range. Write it like 10.0.0.0/8 or 2001:db8::1.`,
    })
  }
  const type = family === 4 ? 'ipv4' : 'ipv6'
  if (bits === undefined) list.addAddress(plain, type)
  else list.addSubnet(plain, bits, type)
}
