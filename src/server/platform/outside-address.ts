import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { env } from './env.ts'

const ownNetworks = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  ownNetworks.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 127],
  // Addresses that carry an IPv4 address by NAT64, Teredo and 6to4; mapped ones are held to the list above by Node.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  ownNetworks.addSubnet(network, bits, 'ipv6')
}

export function isOwnNetwork(address: string): boolean {
  return ownNetworks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** The demo's own providers run on this machine and have no certificate. */
export function isDemoAddress(url: URL): boolean {
  return env().GATEHOUSE_DEMO === '1' && url.hostname === 'localhost'
}

/** Why a connection was not even begun: the name or address leads into our own network. */
export class OwnNetworkRefused extends Error {
  readonly reason = 'own_network'
}

/** Whether a host, as it stands in a URL, is itself an address of our own network. A literal address is never looked up. */
export function isOwnNetworkHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && isOwnNetwork(host)
}

/** Looks a name up for the connection that is about to be made: the addresses that are checked are the ones called. */
export const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0)
    if (found.length === 0 || found.some((one) => isOwnNetwork(one.address))) {
      return callback(new OwnNetworkRefused() as NodeJS.ErrnoException, '', 0)
    }
    const [first] = found as [LookupAddress]
    return options.all
      ? (callback as unknown as (error: null, found: LookupAddress[]) => void)(null, found)
      : callback(null, first.address, first.family)
  })
}
