import { createPrivateKey, type KeyObject } from 'node:crypto'
import { tenantKeys } from '#server/domains/keys/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { signInReadScope } from './sign-in-context.ts'

/** The tenant's private keys for encrypted assertions, the newest first. */
export async function samlDecryptionKeys(tenantId: string, request: RequestContext): Promise<KeyObject[]> {
  const keys = await withTenant(signInReadScope(tenantId, request), (tx) => tenantKeys(tx, 'saml-decryption'))
  return keys.reverse().map(({ secret }) => createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' }))
}
