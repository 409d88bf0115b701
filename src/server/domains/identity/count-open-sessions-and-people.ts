import type { TenantTx } from '#server/platform/db/index.ts'
import { openSessionsAndPeople } from './session-store.ts'

/** How many sessions are open and of how many people, for another domain's transaction that may read sessions. */
export function countOpenSessionsAndPeople(tx: TenantTx): Promise<{ open: number; people: number }> {
  return openSessionsAndPeople(tx, { userId: null, search: null, now: new Date() })
}
