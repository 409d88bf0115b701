import type { Permission } from '#contracts/permissions.ts'
import { pool } from './pools.ts'
import { BEGIN_READ_ONLY, COMMIT, sendBatch, setTenant } from './statement-batch.ts'
import type { GrantLookup } from './tenant-scope.ts'

/**
 * What a principal holds by what is committed at this moment, whatever the caller's own transaction has
 * changed; null where the credential is no longer good. On connections of its own, so that a transaction
 * which holds one of the app's never waits for another of them.
 */
export async function grantAsCommitted(
  tenantId: string,
  grants: Extract<GrantLookup, { kind: 'query' }>,
): Promise<ReadonlySet<Permission> | null> {
  const client = await pool('grants').connect()
  const { results, failure } = await sendBatch(client, [BEGIN_READ_ONLY, setTenant(tenantId), grants, COMMIT])
  client.release(failure ?? undefined)
  if (failure) throw failure
  return grants.read(results[2]?.rows ?? [])
}
