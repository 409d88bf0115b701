import type { Context } from 'hono'
import { resolveApiKey } from '#server/domains/access/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { Principal } from '#server/platform/principal.ts'
import type { MachineEnv } from './exchange.ts'

/**
 * Who presents an API key. One answer for a missing, unknown, expired or revoked one.
 *
 * @throws AppError `unauthenticated`
 */
export async function requireApiKey(c: Context<MachineEnv>): Promise<Extract<Principal, { type: 'api-key' }>> {
  const { exchange } = c.env
  const principal = await resolveApiKey(c.req.raw.headers, {
    source: 'api',
    requestId: exchange.requestId,
    ip: exchange.clientIp === '' ? undefined : exchange.clientIp,
    userAgent: c.req.header('user-agent')?.slice(0, 1024),
  })
  if (principal === null) {
    throw new AppError({
      code: 'unauthenticated',
      message: 'Present a valid API key as "Authorization: Bearer ghk_…". Keys are made in the console under API keys.',
    })
  }
  exchange.tenantId = principal.tenantId
  exchange.principal = principal
  return principal
}
