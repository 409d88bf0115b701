import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { hashApiKey, isApiKeyShaped, apiKeyById as storedApiKey } from './api-key-store.ts'
import { authorize } from './authorize.ts'
import { recordRefusedCredential } from './record-refused-credential.ts'

export type LiveApiKey = { tenantId: string; id: string; name: string; permissions: string[]; expiresAt: Date | null }

/** The key that this secret is, where it works; what was revoked or has expired is recorded as everywhere. */
export async function apiKeyOfSecret(secret: string, request: RequestContext, now: Date): Promise<LiveApiKey | null> {
  if (!isApiKeyShaped(secret)) return null
  const found = await findCredential('api-key', hashApiKey(secret))
  if (!found) return null
  const { tenantId, id } = found
  if (found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt <= now)) {
    await recordRefusedCredential(
      { type: 'api-key', tenantId, id, name: found.name, request },
      { kind: 'api_key', ...found },
      now,
    )
    return null
  }
  return apiKeyById(tenantId, id, request, now)
}

/** A key of that tenant that works at this moment; null for one of another tenant, whatever id is named. */
export async function apiKeyById(
  tenantId: string,
  id: string,
  request: RequestContext,
  now: Date = new Date(),
): Promise<LiveApiKey | null> {
  const scope = authorize({ type: 'system', tenantId, task: 'application', request }, 'api-key:read')
  const key = await withTenant(scope, (tx) => storedApiKey(tx, id))
  const expiresAt = key?.expiresAt ? new Date(key.expiresAt) : null
  if (!key || key.revokedAt !== null || (expiresAt !== null && expiresAt <= now)) return null
  return { tenantId, id, name: key.name, permissions: key.permissions, expiresAt }
}
