import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { plainAddress, type TrustedProxies } from './trusted-proxies.ts'

/** What is true of a request after proxies were believed or not. `host` is lower case, empty where none was sent. */
export type SettledRequest = {
  requestId: string
  clientIp: string
  proto: 'http' | 'https'
  host: string
  /** Whether the socket's peer is a trusted proxy. */
  throughProxy: boolean
  /** Whether any forwarding header came along, believed or not. */
  forwarded: boolean
}

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/
const MOST_HOPS = 20

/** Headers that only Gatehouse itself or a trusted proxy may state; what a client sends under these names is dropped. */
function isReserved(name: string): boolean {
  // Nearly every header of nearly every request ends here.
  if (!/^[xfc]/.test(name)) return false
  return (
    name.startsWith('x-gatehouse-') ||
    name.startsWith('x-forwarded-') ||
    name === 'x-nonce' ||
    name === 'x-request-id' ||
    name === 'x-real-ip' ||
    name === 'forwarded' ||
    name === 'content-security-policy' ||
    name === 'content-security-policy-report-only'
  )
}

/**
 * Derives client address, scheme, host and request id, and rewrites the request's headers so that
 * nothing behind reads a reserved name that a client has written.
 */
export function settleRequest(request: IncomingMessage, proxies: TrustedProxies): SettledRequest {
  const { headers } = request
  const peer = plainAddress(request.socket.remoteAddress ?? '')
  const throughProxy = proxies.includes(peer)
  const forwarded =
    headers['x-forwarded-for'] !== undefined ||
    headers['x-forwarded-host'] !== undefined ||
    headers.forwarded !== undefined
  const forwardedHost = throughProxy ? last(headers['x-forwarded-host'])?.toLowerCase() : undefined
  const forwardedProto = throughProxy ? last(headers['x-forwarded-proto'])?.toLowerCase() : undefined
  const host = forwardedHost ?? headers.host?.toLowerCase() ?? ''
  const proxyId = throughProxy ? headers['x-request-id'] : undefined
  const settled: SettledRequest = {
    requestId: typeof proxyId === 'string' && REQUEST_ID.test(proxyId) ? proxyId : randomUUID(),
    clientIp: throughProxy ? clientBehind(headers['x-forwarded-for'], peer, proxies) : peer,
    proto: forwardedProto === 'https' || forwardedProto === 'http' ? forwardedProto : 'http',
    host: HOST.test(host) ? host : '',
    throughProxy,
    forwarded,
  }
  removeReserved(request)
  if (forwardedHost !== undefined) replaceHost(request, settled.host)
  return settled
}

/** Tells the pages, which know nothing but headers, what was settled. */
export function stateSettled(request: IncomingMessage, settled: SettledRequest): void {
  setHeader(request, 'x-gatehouse-client-ip', settled.clientIp)
  setHeader(request, 'x-request-id', settled.requestId)
  if (!settled.throughProxy) return
  setHeader(request, 'x-forwarded-for', settled.clientIp)
  setHeader(request, 'x-forwarded-host', settled.host)
  setHeader(request, 'x-forwarded-proto', settled.proto)
}

/** States a header towards what runs behind: in the parsed form and in the raw one, which Web requests are made from. */
export function setHeader(request: IncomingMessage, name: string, value: string): void {
  request.headers[name] = value
  request.rawHeaders.push(name, value)
}

/** The rightmost address that is no trusted proxy: what stands left of it, the client may have written itself. */
function clientBehind(header: string | string[] | undefined, peer: string, proxies: TrustedProxies): string {
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').slice(-MOST_HOPS)
  let client = peer
  for (const hop of hops.reverse()) {
    const address = plainAddress(withoutPort(hop.trim()))
    if (isIP(address) === 0) break
    client = address
    if (!proxies.includes(address)) break
  }
  return client
}

function withoutPort(hop: string): string {
  return /^(?:\d{1,3}\.){3}\d{1,3}:\d+$/.test(hop)
    ? hop.slice(0, hop.indexOf(':'))
    : hop.replace(/^(\[.*\]):\d+$/, '$1')
}

function last(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(',') : header
  const value = text?.slice(text.lastIndexOf(',') + 1).trim()
  return value === '' ? undefined : value
}

function removeReserved(request: IncomingMessage): void {
  const { headers, rawHeaders } = request
  let found = false
  for (const name in headers) {
    if (!isReserved(name)) continue
    delete headers[name]
    found = true
  }
  if (!found) return
  const kept: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (!isReserved(name.toLowerCase())) kept.push(name, rawHeaders[i + 1] as string)
  }
  rawHeaders.splice(0, rawHeaders.length, ...kept)
}

function replaceHost(request: IncomingMessage, host: string): void {
  const { rawHeaders } = request
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if ((rawHeaders[i] as string).toLowerCase() === 'host') rawHeaders[i + 1] = host
  }
  request.headers.host = host
}
