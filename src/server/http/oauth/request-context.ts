import type { Context } from 'hono'
import type { RequestContext } from '#server/platform/principal.ts'
import type { MachineEnv } from '../exchange.ts'

/** Where a request to the door came from. */
export function requestContext(c: Context<MachineEnv>): RequestContext {
  const { requestId, clientIp } = c.env.exchange
  return {
    source: 'sso',
    requestId,
    ip: clientIp === '' ? undefined : clientIp,
    userAgent: c.req.header('user-agent')?.slice(0, 512),
  }
}
