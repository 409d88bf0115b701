import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isDemoAddress, isOwnNetworkHost, lookupOutside, OwnNetworkRefused } from '#server/platform/outside-address.ts'

type Failure = 'not_https' | 'own_network' | 'not_found' | 'refused' | 'certificate' | 'no_answer' | 'slow'

/** What a receiver answered, or why it did not. */
export type Answer = {
  startedAt: Date
  durationMs: number
  status: number | null
  failure: Failure | null
  /** The first 1,024 bytes of the body. */
  excerpt: string | null
  retryAfterMs: number | null
}

const SLOWEST_MS = 10_000
const EXCERPT_BYTES = 1024
/** What is read of a body before the connection is closed. */
const READ_BYTES = 65_536

/** Why nothing is ever sent to an address; null where it may be. Names are looked at when the connection is made. */
export function addressRefusal(url: URL): 'not_https' | 'own_network' | null {
  const demo = isDemoAddress(url)
  if (url.protocol !== 'https:' && !(demo && url.protocol === 'http:')) return 'not_https'
  if (url.username !== '' || url.password !== '') return 'not_https'
  return !demo && isOwnNetworkHost(url.hostname) ? 'own_network' : null
}

/**
 * Sends one request and never throws. The address is checked when the connection is made, on the very addresses that
 * are then called. Redirects are not followed; ten seconds for everything; a bounded part of the answer is read.
 */
export function postWebhook(address: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const startedAt = new Date()
  const began = performance.now()
  const answer = (found: Partial<Answer>): Answer => ({
    startedAt,
    durationMs: Math.round(performance.now() - began),
    status: null,
    failure: null,
    excerpt: null,
    retryAfterMs: null,
    ...found,
  })
  const url = new URL(address)
  const refusal = addressRefusal(url)
  if (refusal) return Promise.resolve(answer({ failure: refusal }))
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'accept-encoding': 'identity',
        'user-agent': 'Gatehouse-Webhooks',
        ...headers,
      },
      lookup: isDemoAddress(url) ? undefined : lookupOutside,
      agent: false,
    })
    const finish = (found: Partial<Answer>) => {
      clearTimeout(timer)
      outgoing.destroy()
      resolve(answer(found))
    }
    const timer = setTimeout(() => finish({ failure: 'slow' }), SLOWEST_MS)
    outgoing.on('error', (cause) => finish({ failure: failureOf(cause) }))
    outgoing.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      const done = () =>
        finish({
          status: response.statusCode ?? 0,
          excerpt: excerptOf(Buffer.concat(parts)),
          retryAfterMs: retryAfterOf(response.headers['retry-after']),
        })
      response.on('data', (part: Buffer) => {
        if (size < EXCERPT_BYTES) parts.push(part)
        size += part.length
        if (size > READ_BYTES) done()
      })
      response.on('error', () => finish({ failure: 'no_answer' }))
      response.on('end', done)
    })
    outgoing.end(body)
  })
}

const CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/

function failureOf(cause: NodeJS.ErrnoException): Failure {
  if (cause instanceof OwnNetworkRefused) return cause.reason
  const code = cause.code ?? ''
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'not_found'
  if (code === 'ECONNREFUSED') return 'refused'
  return CERTIFICATE.test(code) ? 'certificate' : 'no_answer'
}

function excerptOf(read: Buffer): string | null {
  // Postgres stores no NUL, and a console no control characters.
  const text = read
    .subarray(0, EXCERPT_BYTES)
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => (/\s/.test(character) ? ' ' : ''))
    .trim()
  return text === '' ? null : text
}

/** Seconds or a date (RFC 9110 section 10.2.3). */
function retryAfterOf(header: string | undefined): number | null {
  if (header === undefined) return null
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}
