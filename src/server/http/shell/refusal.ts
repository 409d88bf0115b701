import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '#contracts/error-codes.ts'
import { type PlainAnswer, PROBLEM_TYPE } from '../problem.ts'
import { SCIM_TYPE, scimErrorBody } from '../scim-error.ts'
import type { MachineDoor } from './request-target.ts'

/** Refusals that happen before a request reaches an application. */
export const REFUSALS = {
  ambiguous_path: { status: 400, title: 'The address is not valid', code: 'invalid_path' },
  misdirected: {
    status: 421,
    title: 'This server does not answer for that host',
    code: 'misdirected',
  },
  payload_too_large: {
    status: 413,
    title: 'The request body is too large',
    code: 'payload_too_large',
  },
} as const satisfies Record<string, { status: number; title: string; code: ErrorCode }>

export type Refusal = { reason: keyof typeof REFUSALS; detail: string; path: string; door: MachineDoor | null }

/** The refusal in the form that the path's transport speaks. */
export function refusalAnswer({ reason, detail, path, door }: Refusal, requestId: string): PlainAnswer {
  const { status, title, code } = REFUSALS[reason]
  if (door === 'scim') return { status, headers: { 'Content-Type': SCIM_TYPE }, body: scimErrorBody(status, detail) }
  if (door === null && path.startsWith('/api/trpc/')) {
    // The envelope that tRPC's client reads; -32600 is JSON-RPC's "invalid request".
    const body = JSON.stringify({
      error: { message: detail, code: -32600, data: { code, httpStatus: status, requestId } },
    })
    return { status, headers: { 'Content-Type': 'application/json' }, body }
  }
  if (door === null && reason === 'payload_too_large') {
    return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${title}. ${detail}\n` }
  }
  const body = JSON.stringify({ type: `urn:gatehouse:error:${code}`, title, status, detail, code, requestId })
  return { status, headers: { 'Content-Type': PROBLEM_TYPE }, body }
}

/** Answers and closes: what is still on its way in is not read. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
  headers: readonly string[],
): void {
  if (response.headersSent) {
    request.socket.destroy()
    return
  }
  for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i] as string, headers[i + 1] as string)
  response.writeHead(answer.status, {
    ...answer.headers,
    'Content-Length': Buffer.byteLength(answer.body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(answer.body)
}
