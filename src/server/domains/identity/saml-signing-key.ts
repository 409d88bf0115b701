import { createPrivateKey } from 'node:crypto'
import { tenantKeys } from '#server/domains/keys/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { samlKeyCertificate } from './saml-key-certificate.ts'
import { signInReadScope } from './sign-in-context.ts'

/** The tenant's private key (PEM) for messages of ours, made at first use. Its certificate stands in our metadata. */
export async function samlSigningKey(tenantId: string, request: RequestContext): Promise<string> {
  await samlKeyCertificate('saml-signing', tenantId, request)
  const keys = await withTenant(signInReadScope(tenantId, request), (tx) => tenantKeys(tx, 'saml-signing'))
  const newest = keys.at(-1)
  if (!newest) throw new Error('the tenant has no key to sign with')
  const key = createPrivateKey({ key: newest.secret, format: 'der', type: 'pkcs8' })
  return key.export({ format: 'pem', type: 'pkcs8' }) as string
}
