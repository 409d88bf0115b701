import type { ApiKey } from '#contracts/api-keys.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newestApiKeys } from './api-key-store.ts'

/** At most 100 keys, the newest first, revoked ones included; every key that works is among them. */
export function listApiKeys(scope: TenantScope<'api-key:read'>): Promise<{ items: ApiKey[] }> {
  return withTenant(scope, async (tx) => ({ items: await newestApiKeys(tx) }))
}
