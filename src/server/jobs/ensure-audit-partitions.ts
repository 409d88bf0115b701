import { withSystem } from '#server/platform/db/index.ts'

/** The log never meets a month without a partition, even when this job fails for weeks. */
export async function ensureAuditPartitions(now: Date): Promise<void> {
  await withSystem('make audit partitions ahead of time', (tx) =>
    tx.query(`SELECT audit_ensure_partitions($1::timestamptz, $1::timestamptz + interval '3 months')`, [now]),
  )
}
