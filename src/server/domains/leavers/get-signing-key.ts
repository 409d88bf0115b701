import { signingVkey } from '#server/domains/keys/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { logOriginOf } from './leaver-store.ts'

/** The verifier key with which anybody checks this organisation's receipts. It is no secret. */
export function getSigningKey(scope: TenantScope<'leaver:read'>): Promise<{ vkey: string }> {
  return withTenant(scope, async (tx) => ({ vkey: await signingVkey(tx, await logOriginOf(tx)) }))
}
