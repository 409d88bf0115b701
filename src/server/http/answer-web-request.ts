import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { answerMachine } from './app.ts'
import { PlainResponse } from './plain-response.ts'
import { problem } from './problem.ts'
import { bodyLimit } from './shell/body-limit.ts'
import { MACHINE_POLICY } from './shell/content-security-policy.ts'
import { isBehindFront } from './shell/front.ts'
import { refusalAnswer } from './shell/refusal.ts'
import { machineDoor, requestTarget } from './shell/request-target.ts'

/**
 * The machine application for a host that runs no main.ts. Nothing in front of it need have checked anything,
 * so forwarded headers count for nothing, and path and size are checked here.
 */
export async function answerWebRequest(request: Request): Promise<Response> {
  const ours = isBehindFront() ? request.headers : null
  const requestId = ours?.get('x-request-id') ?? newId()
  const answered = await answer(request, requestId, ours?.get('x-gatehouse-client-ip') ?? '')
  const response = answered instanceof PlainResponse ? answered.real : answered
  response.headers.set('X-Request-Id', requestId)
  response.headers.set('X-Content-Type-Options', 'nosniff')
  response.headers.set('Content-Security-Policy', MACHINE_POLICY)
  return response
}

async function answer(request: Request, requestId: string, clientIp: string): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const target = requestTarget(pathname + search)
  const door = machineDoor(pathname)
  const refused = (reason: 'ambiguous_path' | 'payload_too_large', detail: string) => {
    const { status, headers, body } = refusalAnswer({ reason, detail, path: pathname, door }, requestId)
    return new Response(body, { status, headers })
  }
  if (target.kind === 'refused') return refused('ambiguous_path', target.reason)
  if (door === null) {
    const { status, headers, body } = problem(
      new AppError({ code: 'not_found', message: 'There is no such address here.' }),
      requestId,
    )
    return new Response(body, { status, headers })
  }
  const limit = bodyLimit(door)
  const body = await readAtMost(request, limit)
  if (body === null) return refused('payload_too_large', `At most ${limit / 1024 / 1024} MiB are accepted here.`)
  const bounded = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  })
  return answerMachine(bounded, { exchange: { requestId, clientIp, forwarded: true } })
}

/** The whole body, or null where it is longer than the limit; no more than that is kept. */
async function readAtMost(request: Request, limit: number): Promise<Buffer | null> {
  if (request.body === null) return Buffer.alloc(0)
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
