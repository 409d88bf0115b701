import type { z } from 'zod'
import type { ApiKey, apiKeysCreateInput } from '#contracts/api-keys.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { missingPermission, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { apiKeyById, countLiveApiKeys, LIVE_KEYS_AT_MOST, makeApiKey } from './api-key-store.ts'
import { holdActor } from './hold-active.ts'
import { lockTenantLimit } from './lock-tenant-limit.ts'

/**
 * Makes a key for machines. `key` is answered here and never again. Nobody gives a key what they may
 * not do themselves, but for `audit:write`, which only machines hold.
 */
export function createApiKey(
  scope: TenantScope<'api-key:manage'>,
  input: z.infer<typeof apiKeysCreateInput>,
): Promise<{ key: string; item: ApiKey }> {
  return withTenant(scope, async (tx) => {
    const permissions = [...new Set(input.permissions)]
    for (const permission of permissions) {
      if (permission !== 'audit:write' && !(await tx.may(permission))) throw missingPermission(permission)
    }
    await lockTenantLimit(tx, 'api-key')
    await holdActor(tx)
    if ((await countLiveApiKeys(tx)) >= LIVE_KEYS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `There are ${LIVE_KEYS_AT_MOST} API keys that work, which is the most there can be. Revoke one that is not used first.`,
      })
    }
    const { key, hash, prefix } = makeApiKey()
    const id = newId()
    const { principal } = scope
    await tx.query(
      `INSERT INTO api_keys (tenant_id, id, name, prefix, created_by, token_hash, permissions, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8))`,
      [
        tx.tenantId,
        id,
        input.name,
        prefix,
        principal.type === 'user' ? principal.id : null,
        hash,
        permissions,
        input.expiresInDays,
      ],
    )
    await append(tx, {
      action: 'api_key.create',
      targets: [{ type: 'api_key', id, name: input.name }],
      metadata: { name: input.name, permissions },
    })
    await notifyOwners(tx, { notice: 'api-key.create', target: { id, name: input.name } })
    return { key, item: (await apiKeyById(tx, id)) as ApiKey }
  })
}
