import type { AuditEventSummary } from '#contracts/audit.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { findEventsAbout } from './event-store.ts'
import { summarise } from './event-summary.ts'

/** The newest events by or about one thing, for another domain's transaction that may read the log. */
export async function recentEventsAbout(tx: TenantTx, id: string, limit: number): Promise<AuditEventSummary[]> {
  return summarise(tx, await findEventsAbout(tx, id, limit))
}
