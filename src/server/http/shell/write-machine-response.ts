import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { answerMachine } from '../app.ts'
import type { Exchange, MachineEnv } from '../exchange.ts'
import { PlainResponse } from '../plain-response.ts'

/** A machine request on its way: what is known of it, and the headers that every such answer carries. */
export type MachineCall = { exchange: Exchange; headers: readonly string[] }

// On the request itself: a WeakMap would cost the garbage collector more than all the rest here.
const CALL = Symbol('gatehouse.machine-call')
type Called = IncomingMessage & { [CALL]?: MachineCall }

const listen = getRequestListener(
  (request, bindings) => {
    const { incoming, outgoing } = bindings as { incoming: Called; outgoing: ServerResponse }
    const { exchange, headers } = incoming[CALL] as MachineCall
    const answer = answerMachine(request, { exchange, incoming, outgoing } satisfies MachineEnv['Bindings'])
    return answer instanceof Promise
      ? answer.then((response) => write(response, outgoing, headers, exchange.requestId))
      : write(answer, outgoing, headers, exchange.requestId)
  },
  // Next brings its own Request and Response; hostname stands in where HTTP/1.0 sends no Host.
  { overrideGlobalObjects: false, hostname: 'localhost' },
)

/** Hands a request to the machine application and its answer to the socket. */
export function answerMachineCall(request: Called, response: ServerResponse, call: MachineCall): void {
  request[CALL] = call
  void listen(request, response)
}

/** A plain response goes out in one write, with all its headers at once; any other is left to the adapter. */
function write(response: Response, outgoing: ServerResponse, headers: readonly string[], requestId: string): Response {
  if (outgoing.headersSent) return RESPONSE_ALREADY_SENT
  if (response instanceof PlainResponse && !response.materialised) {
    const { status, plainHeaders, plainBody } = response
    const lines = [...headers, 'X-Request-Id', requestId, 'Content-Length', String(Buffer.byteLength(plainBody))]
    for (const name in plainHeaders) lines.push(name, plainHeaders[name] as string)
    outgoing.writeHead(status, lines)
    outgoing.end(plainBody)
    return RESPONSE_ALREADY_SENT
  }
  for (let i = 0; i < headers.length; i += 2) outgoing.setHeader(headers[i] as string, headers[i + 1] as string)
  outgoing.setHeader('X-Request-Id', requestId)
  return response instanceof PlainResponse ? response.real : response
}
