import type { ScheduledJob } from '#server/platform/queue/index.ts'
import { checkConnections } from './check-connections.ts'
import { ensureAuditPartitions } from './ensure-audit-partitions.ts'
import { removeExpired } from './remove-expired.ts'

export const SCHEDULED_HANDLERS: Record<ScheduledJob, (now: Date) => Promise<void>> = {
  'ensure-audit-partitions': ensureAuditPartitions,
  'remove-expired': removeExpired,
  'check-connections': checkConnections,
}
