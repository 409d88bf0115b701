import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Settings } from '#server/platform/env.ts'
import { frontStands } from './front.ts'
import { type PageHandler, requestListener } from './request-listener.ts'

const SECOND = 1_000

/** The HTTP server with limits under which a slow or silent peer costs a socket for seconds and nothing else. */
export function makeServer(settings: Settings, pages: PageHandler): Server {
  frontStands()
  const listener = requestListener(settings, pages)
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10 * SECOND,
      requestTimeout: 60 * SECOND,
      connectionsCheckingInterval: 5 * SECOND,
      // Longer than load balancers keep an idle connection, so that they close first and no request is lost.
      keepAliveTimeout: 65 * SECOND,
      requireHostHeader: true,
    },
    (request, response) => listener(request, response),
  )
  server.maxHeadersCount = 100
  // A reader that takes nothing for this long is gone.
  server.timeout = 120 * SECOND
  server.on('checkContinue', (request, response) => listener(request, response, { awaitsContinue: true }))
  server.on('clientError', refuseUnreadable)
  return server
}

const UNREADABLE: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What is no HTTP gets one line and is cut off. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const status = UNREADABLE[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
