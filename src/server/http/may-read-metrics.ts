import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { MachineEnv } from './exchange.ts'
import { isLoopbackHost } from './shell/host-check.ts'
import { isLoopback } from './shell/trusted-proxies.ts'

/**
 * With a token set, whoever presents it. Without one, this machine only: the socket's own peer, nothing
 * forwarded, and a Host that names this machine, so that no web page reaches it through a browser here.
 *
 * @throws AppError `unauthenticated`
 */
export function mayReadMetrics(c: Context<MachineEnv>, token: string | undefined): void {
  const presented = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (token !== undefined) {
    if (presented !== undefined && equal(presented, token)) return
    throw new AppError({ code: 'unauthenticated', message: 'Present the METRICS_TOKEN as a bearer token.' })
  }
  const { incoming, exchange } = c.env
  const peer = incoming?.socket.remoteAddress
  if (peer !== undefined && isLoopback(peer) && !exchange.forwarded && isLoopbackHost(incoming?.headers.host ?? ''))
    return
  throw new AppError({
    code: 'unauthenticated',
    message: 'Metrics are read from this machine only. Set METRICS_TOKEN to read them from elsewhere.',
  })
}

/** Digests have one length, and timingSafeEqual wants that. */
function equal(presented: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(token))
}
