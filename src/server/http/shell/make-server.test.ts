import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing-server.ts'

process.env['LOG_LEVEL'] = 'silent'

const MEBIBYTE = 1024 * 1024
let server: TestServer
let seen: { headers: Record<string, unknown>; body: number }[]

beforeEach(async () => {
  seen = []
  server = await startTestServer({}, async (request, response) => {
    let body = 0
    try {
      for await (const chunk of request) body += chunk.length
    } catch {
      return
    }
    seen.push({ headers: { ...request.headers }, body })
    if (!response.writableEnded) response.end('page')
  })
})
afterEach(() => server.stop())

/** Sends bytes as they are and answers everything that comes back until the server closes or is done. */
function exchange(lines: string, more: Iterable<Buffer | string> = []): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(server.port, '127.0.0.1', async () => {
      socket.write(lines)
      for (const part of more) {
        if (socket.destroyed || !socket.writable) break
        if (!socket.write(part)) await new Promise((next) => socket.once('drain', next).once('close', next))
      }
    })
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(received))
  })
}

const head = (start: string, ...headers: string[]) =>
  [`${start} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n')
const host = () => `Host: 127.0.0.1:${server.port}`
const status = (answer: string) => Number(answer.slice(9, 12))
const body = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)
const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

describe('the Host', () => {
  it('that is not ours gets 421, also on a page; ours is answered', async () => {
    for (const path of ['/api/v1/members', '/t/acme/overview']) {
      const answer = await exchange(head(`GET ${path}`, 'Host: rebound.example'))
      expect(status(answer)).toBe(421)
      expect(JSON.parse(body(answer))).toMatchObject({ type: 'urn:gatehouse:error:misdirected', status: 421 })
    }
    expect(seen).toEqual([])
    expect(status(await exchange(head('GET /', host())))).toBe(200)
  })

  it('does not matter to a probe', async () => {
    expect(status(await exchange(head('GET /health', 'Host: 10.1.2.3:3000')))).toBe(200)
  })

  it('missing altogether is refused', async () => {
    expect(status(await exchange(head('GET /')))).toBe(400)
  })
})

describe('a body', () => {
  it('announced as larger than a machine path takes is refused unread, in its transport’s own form', async () => {
    const length = `Content-Length: ${MEBIBYTE + 1}`
    const api = await exchange(head('POST /api/v1/audit/events', host(), 'Content-Type: application/json', length))
    expect(status(api)).toBe(413)
    expect(JSON.parse(body(api))).toMatchObject({ code: 'payload_too_large', status: 413 })
    const scim = await exchange(head('POST /scim/v2/Users', host(), length))
    expect(status(scim)).toBe(413)
    expect(JSON.parse(body(scim))).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '413',
    })
    const trpc = await exchange(head('POST /api/trpc/members.list', host(), `Content-Length: ${4 * MEBIBYTE + 1}`))
    expect(status(trpc)).toBe(413)
    expect(JSON.parse(body(trpc))).toMatchObject({ error: { data: { code: 'payload_too_large', httpStatus: 413 } } })
    expect(seen).toEqual([])
  })

  it('without a length is cut off where it passes the limit', async () => {
    const part = chunk(Buffer.alloc(64 * 1024, 'a'))
    const chunked = (path: string) =>
      head(`POST ${path}`, host(), 'Content-Type: application/json', 'Transfer-Encoding: chunked')
    const api = await exchange(
      chunked('/api/v1/audit/events'),
      Array.from({ length: 40 }, () => part),
    )
    expect([401, 413]).toContain(status(api))
    const page = await exchange(
      chunked('/api/sso/acs'),
      Array.from({ length: 100 }, () => part),
    )
    expect(status(page)).toBe(413)
    expect(seen).toEqual([])
  })

  it('of exactly the limit passes', async () => {
    const bytes = Buffer.alloc(4 * MEBIBYTE, 'a')
    expect(status(await exchange(head('POST /api/sso/acs', host(), `Content-Length: ${bytes.length}`), [bytes]))).toBe(
      200,
    )
    expect(
      status(
        await exchange(head('POST /api/sso/acs', host(), 'Transfer-Encoding: chunked'), [chunk(bytes), '0\r\n\r\n']),
      ),
    ).toBe(200)
    expect(seen.map((request) => request.body)).toEqual([bytes.length, bytes.length])
  })

  it('is asked for with 100 Continue only where it would be taken', async () => {
    const refused = await exchange(
      head('POST /api/sso/acs', host(), 'Expect: 100-continue', `Content-Length: ${5 * MEBIBYTE}`),
    )
    expect(status(refused)).toBe(413)
    const taken = await exchange(head('POST /api/sso/acs', host(), 'Expect: 100-continue', 'Content-Length: 2'), ['ok'])
    expect(status(taken)).toBe(100)
    expect(taken).toContain('HTTP/1.1 200')
  })
})

describe('what is no proper request', () => {
  it.each(['/api/v1/members%2F1', '/api/v1/../x', '//evil.example/'])('%s gets 400', async (path) => {
    const answer = await exchange(head(`GET ${path}`, host()))
    expect(status(answer)).toBe(400)
    expect(JSON.parse(body(answer))).toMatchObject({ code: 'invalid_path' })
  })

  it('headers beyond 16 KiB get 431', async () => {
    expect(status(await exchange(head('GET /', host(), `X-Long: ${'a'.repeat(17_000)}`)))).toBe(431)
  })

  it('something that is not HTTP gets 400', async () => {
    expect(status(await exchange('\x16\x03\x01 hello\r\n\r\n'))).toBe(400)
  })
})

describe('headers', () => {
  it('towards the pages are ours: nonce and policy agree, forged ones are gone', async () => {
    const answer = await exchange(
      head(
        'GET /t/acme/audit',
        host(),
        'X-Nonce: forged',
        'X-Gatehouse-Client-Ip: 6.6.6.6',
        'X-Forwarded-For: 6.6.6.6',
      ),
    )
    const [request] = seen
    const nonce = request?.headers['x-nonce']
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(request?.headers).toMatchObject({ 'x-gatehouse-client-ip': '127.0.0.1' })
    expect(request?.headers['x-forwarded-for']).toBeUndefined()
    expect(answer).toContain(`'nonce-${nonce}'`)
    expect(request?.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  })

  it('of every answer guard it, refusals too', async () => {
    const answers = await Promise.all([
      exchange(head('GET /', host())),
      exchange(head('GET /health', host())),
      exchange(head('GET /api/v1/none', host())),
      exchange(head('GET /', 'Host: rebound.example')),
      exchange(head('GET /api/v1/%00', host())),
    ])
    for (const answer of answers) {
      for (const name of [
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: ',
        'Permissions-Policy: ',
        'X-Request-Id: ',
      ]) {
        expect(answer).toContain(name)
      }
      expect(answer).not.toContain('Strict-Transport-Security')
    }
    expect(answers[1]).toContain(`Content-Security-Policy: default-src 'none'`)
  })

  it('hold HSTS where the console is reached by https', async () => {
    const secure = await startTestServer({ GATEHOUSE_URL: 'https://console.example' })
    const answer = await fetch(`${secure.origin}/health`)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000')
    await secure.stop()
  })
})
