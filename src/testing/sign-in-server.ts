import { type IncomingMessage, type ServerResponse, request as sendHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import {
  handleAuthorize,
  handleBackchannelLogout,
  handleLeaveForLogout,
  handleNextAuth,
  handleOpenidCallback,
  handleOpenidSignedOut,
  handleSamlLogout,
  handleSamlMetadata,
  handleSamlResponse,
} from '#server/domains/identity/index.ts'
import { makeServer } from '#server/http/shell/make-server.ts'
import { env } from '#server/platform/env.ts'
import { perProcess } from '#server/platform/per-process.ts'

// The real server with its limits, host check and headers; behind it the handlers that the routes in src/app call.
// A browser of a test that sets its own clock is told by this header.
const CLOCK_HEADER = 'x-test-clock'
const clocks = new Map<string, () => Date>()
let clocksMade = 0

/** @returns the header by which the server knows whose clock counts. */
export function clockHeader(now: () => Date): Record<string, string> {
  clocksMade += 1
  const name = String(clocksMade)
  clocks.set(name, now)
  return { [CLOCK_HEADER]: name }
}

/** Sends a request for one of our own addresses over a socket to a server of this process. */
export async function overHttp(request: Request): Promise<Response> {
  const port = await perProcess('sign-in-server', start)
  const { host, pathname, search } = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  return new Promise((resolve, reject) => {
    const headers = { ...Object.fromEntries(request.headers), host, 'content-length': String(body.length) }
    const outgoing = sendHttp(
      { host: '127.0.0.1', port, path: pathname + search, method: request.method, headers },
      async (incoming) => {
        const answered = await buffer(incoming)
        const received = new Headers()
        for (let i = 0; i < incoming.rawHeaders.length; i += 2)
          received.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string)
        const status = incoming.statusCode ?? 0
        resolve(new Response(status === 204 || status === 304 ? null : answered, { status, headers: received }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function start(): Promise<number> {
  // The address of a test's browser is stated as a proxy would state it.
  const server = makeServer({ ...env(), TRUSTED_PROXIES: ['127.0.0.1'] } as never, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return (server.address() as AddressInfo).port
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string)
  const now = clocks.get(headers.get(CLOCK_HEADER) ?? '') ?? (() => new Date())
  const method = incoming.method ?? 'GET'
  const request = new Request(new URL(incoming.url ?? '/', env().GATEHOUSE_URL), {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(await buffer(incoming)) }),
  })
  const response = await handle(request, now)
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}

function handle(request: Request, now: () => Date): Promise<Response> | Response {
  const { pathname } = new URL(request.url)
  const metadata = /^\/api\/sso\/saml\/([^/]+)\/metadata$/.exec(pathname)
  if (pathname === '/api/sso/authorize') return handleAuthorize(request, now)
  if (pathname === '/api/sso/saml/acs' && request.method === 'POST') return handleSamlResponse(request, now)
  const slo = /^\/api\/sso\/saml\/([^/]+)\/slo$/.exec(pathname)
  const backchannel = /^\/api\/sso\/oidc\/([^/]+)\/backchannel-logout$/.exec(pathname)
  if (pathname === '/api/sso/sign-out') return handleLeaveForLogout(request, now)
  if (pathname === '/api/sso/oidc/signed-out') return handleOpenidSignedOut(request, now)
  if (slo) return handleSamlLogout(slo[1] as string, request, now)
  if (backchannel) return handleBackchannelLogout(backchannel[1] as string, request, now)
  if (pathname === '/api/sso/oidc/callback') return handleOpenidCallback(request, now)
  if (metadata) return handleSamlMetadata(metadata[1] as string, request)
  if (pathname.startsWith('/api/auth/'))
    return handleNextAuth(request, pathname.slice('/api/auth/'.length).split('/'), now)
  return new Response('Not found\n', { status: 404 })
}
