import { findCredential, withTenant } from '#server/platform/db/index.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { perProcess } from '#server/platform/per-process.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { hashApiKey, isApiKeyShaped } from './api-key-store.ts'
import { authorize } from './authorize.ts'
import { recordRefusedAttempt } from './record-refused-attempt.ts'
import { recordRefusedCredential } from './record-refused-credential.ts'

type ApiKeyPrincipal = Extract<Principal, { type: 'api-key' }>

const TOUCH_EVERY_MS = 60_000
const REMEMBERED_AT_MOST = 10_000
const touched = perProcess('api-keys-touched', () => new Map<string, number>())

/**
 * Who presents `Authorization: Bearer ghk_…` (RFC 6750 section 2.1); null where the header is missing, is of
 * another form, or names no key that works. The grant itself is read again in each transaction.
 */
export async function resolveApiKey(
  headers: Headers,
  request: RequestContext,
  now: () => Date = () => new Date(),
): Promise<ApiKeyPrincipal | null> {
  const presented = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (presented === undefined || !isApiKeyShaped(presented)) return null
  const tokenHash = hashApiKey(presented)
  const found = await findCredential('api-key', tokenHash)
  if (!found) return null
  const time = now().getTime()
  const principal: ApiKeyPrincipal = {
    type: 'api-key',
    tenantId: found.tenantId,
    id: found.id,
    name: found.name,
    request,
  }
  if (found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt.getTime() <= time)) {
    await recordRefusedCredential(principal, { kind: 'api_key', ...found }, now())
    await recordRefusedAttempt(tokenHash, request, now())
    return null
  }
  await touch(principal, time)
  return principal
}

/** Notes the use, at most once a minute a key. That it cannot be noted never refuses the request. */
async function touch(principal: ApiKeyPrincipal, time: number): Promise<void> {
  const name = `${principal.tenantId}:${principal.id}`
  if (time - (touched.get(name) ?? Number.NEGATIVE_INFINITY) < TOUCH_EVERY_MS) return
  if (touched.size >= REMEMBERED_AT_MOST) touched.clear()
  touched.set(name, time)
  const { tenantId, request } = principal
  try {
    await withTenant(
      authorize({ type: 'system', tenantId, task: 'housekeeping', request }, 'session:touch'),
      async (tx) => {
        await tx.query(
          `UPDATE api_keys SET last_used_at = now() WHERE tenant_id = $1 AND id = $2
         AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
          [tenantId, principal.id],
        )
        tx.housekeeping('when something was last used or looked at')
      },
    )
  } catch (error) {
    logger().warn(
      { err: error, tenantId, requestId: request.requestId },
      'the last use of an API key could not be noted',
    )
  }
}
