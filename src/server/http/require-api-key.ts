import type { Context } from 'hono'
import { resolveApiKey } from '#server/domains/access/index.ts'
import { resolveMachineToken } from '#server/domains/applications/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { Principal } from '#server/platform/principal.ts'
import type { MachineEnv } from './exchange.ts'

/**
 * Who presents an API key, or a short-lived token of one. One answer for whatever is missing, unknown, expired,
 * revoked or meant for somebody else.
 *
 * @throws AppError `unauthenticated`
 */
export async function requireApiKey(c: Context<MachineEnv>): Promise<Extract<Principal, { type: 'api-key' }>> {
  const { exchange } = c.env
  const { headers } = c.req.raw
  const request = {
    source: 'api' as const,
    requestId: exchange.requestId,
    ip: exchange.clientIp === '' ? undefined : exchange.clientIp,
    userAgent: c.req.header('user-agent')?.slice(0, 1024),
  }
  const principal = (await resolveApiKey(headers, request)) ?? (await resolveMachineToken(headers, request))
  if (principal === null) {
    throw new AppError({
      code: 'unauthenticated',
      message:
        'Present a valid API key as "Authorization: Bearer ghk_…", or a token of one. Keys are made in the console under API keys.',
    })
  }
  exchange.tenantId = principal.tenantId
  exchange.principal = principal
  return principal
}
