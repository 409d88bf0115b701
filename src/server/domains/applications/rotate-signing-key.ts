import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { addKey, lockKeys, newKeyPair, readKeys } from './signing-keys.ts'

/** Adds a key, which signs from a minute on; tokens of the old one are good until they expire. */
export async function rotateSigningKey(scope: TenantScope<'oauth-client:manage'>): Promise<{ keyId: number }> {
  const made = await newKeyPair()
  return withTenant(scope, async (tx) => {
    await lockKeys(tx)
    const keyId = ((await readKeys(tx)).at(-1)?.keyId ?? 0) + 1
    await addKey(tx, made, keyId)
    return { keyId }
  })
}
