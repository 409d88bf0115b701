import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isDemoAddress, isOwnNetworkHost, lookupOutside, OwnNetworkRefused } from '#server/platform/outside-address.ts'

export type DocumentRefusal = 'not_https' | 'own_network' | 'not_found' | 'no_answer' | 'status' | 'too_large' | 'slow'

/** Why an address could not be read; the words for it are the caller's. */
export class DocumentRefused extends Error {
  readonly reason: DocumentRefusal
  constructor(reason: DocumentRefusal, cause?: unknown) {
    super(`document refused: ${reason}`, { cause })
    this.reason = reason
  }
}

type FetchDocumentInput = { url: string; accept: string; largestBytes: number; slowestMs: number }

/**
 * Reads a document that somebody else's server publishes. The address is checked when the connection is made, on
 * the very addresses that are then called, so a name that answers differently a moment later leads nowhere else.
 * Redirects are not followed; size and time are bounded as a whole.
 * @throws DocumentRefused
 */
export function fetchDocument({ url: address, accept, largestBytes, slowestMs }: FetchDocumentInput): Promise<string> {
  const url = new URL(address)
  const demo = isDemoAddress(url)
  if (url.protocol !== 'https:' && !(demo && url.protocol === 'http:')) throw new DocumentRefused('not_https')
  if (url.username !== '' || url.password !== '') throw new DocumentRefused('not_https')
  if (!demo && isOwnNetworkHost(url.hostname)) throw new DocumentRefused('own_network')
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = send(url, {
      method: 'GET',
      headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'Gatehouse' },
      lookup: demo ? undefined : lookupOutside,
      agent: false,
    })
    const timer = setTimeout(() => fail('slow'), slowestMs)
    const fail = (reason: DocumentRefusal, cause?: unknown) => {
      clearTimeout(timer)
      outgoing.destroy()
      reject(new DocumentRefused(cause instanceof OwnNetworkRefused ? cause.reason : reason, cause))
    }
    outgoing.on('error', (cause: NodeJS.ErrnoException) =>
      fail(cause.code === 'ENOTFOUND' || cause.code === 'ENODATA' ? 'not_found' : 'no_answer', cause),
    )
    outgoing.on('response', (response) => {
      if (response.statusCode !== 200) return fail('status')
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > largestBytes) return fail('too_large')
        parts.push(part)
      })
      response.on('error', (cause) => fail('no_answer', cause))
      response.on('end', () => {
        clearTimeout(timer)
        resolve(Buffer.concat(parts).toString('utf8'))
      })
    })
    outgoing.end()
  })
}
