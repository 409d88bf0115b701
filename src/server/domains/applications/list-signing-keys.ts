import type { z } from 'zod'
import type { applicationsSigningKeysOutput } from '#contracts/applications.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { keyThatSigns, publishedKeys, readKeys } from './signing-keys.ts'

export async function listSigningKeys(
  scope: TenantScope<'oauth-client:read'>,
  now: Date = new Date(),
): Promise<z.infer<typeof applicationsSigningKeysOutput>> {
  const keys = await withTenant(scope, readKeys)
  if (keys.length === 0) return { items: [] }
  const signing = keyThatSigns(keys, now)
  return {
    items: publishedKeys(keys, now).map(({ kid, keyId, createdAt }) => ({
      kid,
      keyId,
      createdAt: createdAt.toISOString(),
      signs: keyId === signing.keyId,
    })),
  }
}
