import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isDemoAddress, isOwnNetworkHost, lookupOutside, OwnNetworkRefused } from '#server/platform/outside-address.ts'

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
  if (!demo && isOwnNetworkHost(url.hostname)) throw new CallRefused('own_network')
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
      reject(new CallRefused(cause instanceof OwnNetworkRefused ? cause.reason : reason, cause))
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
