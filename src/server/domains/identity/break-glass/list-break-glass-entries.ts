import type { BreakGlassEntry } from '#contracts/break-glass.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { listEntries } from './break-glass-store.ts'

export function listBreakGlassEntries(scope: TenantScope<'break-glass:read'>): Promise<{ items: BreakGlassEntry[] }> {
  return withTenant(scope, async (tx) => ({ items: await listEntries(tx) }))
}
