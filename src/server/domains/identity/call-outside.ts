import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { env } from '#server/platform/env.ts'

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
  // Addresses that carry an IPv4 address by NAT64 and 6to4; mapped ones are held to the list above by Node.
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
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

/** Why an address was not called or gave no answer. */
export type CallRefusal = 'not_https' | 'own_network' | 'not_found' | 'no_answer' | 'too_large' | 'slow'

export class CallRefused extends Error {
  readonly reason: CallRefusal
  constructor(reason: CallRefusal, cause?: unknown) {
    super(`call refused: ${reason}`, { cause })
    this.reason = reason
  }
}

type OutgoingCall = {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
  largestBytes: number
  slowestMs: number
}
export type OutsideAnswer = { status: number; headers: IncomingHttpHeaders; body: string }

/**
 * Calls an address that somebody else stated. It is checked when the connection is made, on the very addresses that
 * are then called, so a name that answers differently a moment later leads nowhere else. No connection is used twice,
 * redirects are not followed; size and time are bounded as a whole.
 * @throws CallRefused
 */
export function callOutside(call: OutgoingCall): Promise<OutsideAnswer> {
  const url = new URL(call.url)
  const demo = isDemoAddress(url)
  if (url.protocol !== 'https:' && !(demo && url.protocol === 'http:')) throw new CallRefused('not_https')
  if (url.username !== '' || url.password !== '') throw new CallRefused('not_https')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A literal address is never looked up.
  if (!demo && isIP(host) !== 0 && isOwnNetwork(host)) throw new CallRefused('own_network')
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = send(url, {
      method: call.method,
      headers: { ...call.headers, 'accept-encoding': 'identity', 'user-agent': 'Gatehouse' },
      lookup: demo ? undefined : lookupOutside,
      agent: false,
    })
    const timer = setTimeout(() => fail('slow'), call.slowestMs)
    const fail = (reason: CallRefusal, cause?: unknown) => {
      clearTimeout(timer)
      outgoing.destroy()
      reject(cause instanceof CallRefused ? cause : new CallRefused(reason, cause))
    }
    outgoing.on('error', (cause: NodeJS.ErrnoException) =>
      fail(cause.code === 'ENOTFOUND' || cause.code === 'ENODATA' ? 'not_found' : 'no_answer', cause),
    )
    outgoing.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > call.largestBytes) return fail('too_large')
        parts.push(part)
      })
      response.on('error', (cause) => fail('no_answer', cause))
      response.on('end', () => {
        clearTimeout(timer)
        const body = Buffer.concat(parts).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    outgoing.end(call.body)
  })
}

const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0)
    if (found.length === 0 || found.some((one) => isOwnNetwork(one.address))) {
      return callback(new CallRefused('own_network') as NodeJS.ErrnoException, '', 0)
    }
    const [first] = found as [LookupAddress]
    return options.all
      ? (callback as unknown as (error: null, found: LookupAddress[]) => void)(null, found)
      : callback(null, first.address, first.family)
  })
}
