import type { Context } from 'hono'
import {
  type DirectoryPrincipal,
  forgetScimToken,
  resolveScimToken,
  touchToken,
} from '#server/domains/directory/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { MachineEnv } from '../exchange.ts'
import { limitRequests } from './limit-requests.ts'

export type ScimContext = Context<MachineEnv>
/** Who asks, and the address under which they reach SCIM (never from a header). */
export type Entered = { principal: DirectoryPrincipal; base: string }

/**
 * The token decides tenant and directory. A directory in the path can only repeat it: another one is 404.
 * @throws AppError `unauthenticated`, `not_found`, `rate_limited`
 */
export async function enter(c: ScimContext): Promise<Entered> {
  const exchange = c.env?.exchange
  const root = `${env().GATEHOUSE_URL}/scim/v2`
  // Its grant is read like any other: the token stands only in the transaction that the rehearsal rolls back.
  if (exchange?.rehearsedAs) return { principal: exchange.rehearsedAs, base: root }
  const principal = await presentedBy(c)
  if (principal === null) throw tokenRefused()
  if (exchange) exchange.tenantId = principal.tenantId
  if (exchange?.scim) exchange.scim.principal = principal
  limitRequests(principal.tenantId)
  const named = c.req.param('directoryId')
  if (named !== undefined && named !== principal.id) {
    throw new AppError({ code: 'not_found', message: 'This token is not for a directory with that id.' })
  }
  await noteUse(principal)
  return { principal, base: named === undefined ? root : `${root}/${named}` }
}

function presentedBy(c: ScimContext): Promise<DirectoryPrincipal | null> {
  const exchange = c.env?.exchange
  return resolveScimToken(c.req.header('authorization'), {
    source: 'scim',
    requestId: exchange?.requestId ?? newId(),
    ip: exchange?.clientIp || undefined,
    userAgent: c.req.header('user-agent')?.slice(0, 1024),
    receivedAt: new Date(),
    heard: exchange?.scim?.heard,
  })
}

/** A token whose end was found in a transaction and not at the door is refused, and recorded, as at the door. */
export async function refuseEndedToken(c: ScimContext): Promise<AppError> {
  forgetScimToken(c.req.header('authorization'))
  try {
    await presentedBy(c)
  } catch (error) {
    logger().warn({ err: error, tenantId: c.env?.exchange?.tenantId }, 'a refused SCIM token could not be recorded')
  }
  return tokenRefused()
}

function tokenRefused(): AppError {
  return new AppError({
    code: 'unauthenticated',
    message:
      'The token is missing, unknown, expired or revoked. Make one in the console under Directories and send it as Authorization: Bearer.',
  })
}

const NOTE_EVERY_MS = 60_000
const TOKENS_REMEMBERED = 10_000

/** That it could not be noted stops nobody. Whether the token is still good is read with the work itself. */
async function noteUse(principal: DirectoryPrincipal, now: number = Date.now()): Promise<void> {
  const noted = perProcess('scim-token-use-noted', () => new Map<string, number>())
  if (now - (noted.get(principal.tokenId) ?? 0) < NOTE_EVERY_MS) return
  if (noted.size >= TOKENS_REMEMBERED) noted.clear()
  noted.set(principal.tokenId, now)
  try {
    await touchToken(principal)
  } catch (error) {
    logger().warn({ err: error, tenantId: principal.tenantId }, 'the use of a SCIM token could not be noted')
  }
}
