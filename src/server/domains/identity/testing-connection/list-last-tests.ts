import type { LastTest } from '#contracts/sign-in-traces.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { lastTests } from './connection-test-store.ts'

/** When each connection was tested last, by whom and with what result. Connections that never were are left out. */
export function listLastTests(
  scope: TenantScope<'sso-connection:read' | 'setup:read'>,
): Promise<{ items: LastTest[] }> {
  return withTenant(scope, async (tx) => ({ items: await lastTests(tx) }))
}
