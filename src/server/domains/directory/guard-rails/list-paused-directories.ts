import type { PausedDirectory } from '#contracts/guard-rails.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { DIRECTORIES_AT_MOST } from '../directory-store.ts'

/** Directories whose disabling and removing waits for somebody's decision, or is kept out by it. */
export function listPausedDirectories(scope: TenantScope<'directory:read'>): Promise<{ items: PausedDirectory[] }> {
  return withTenant(scope, async (tx) => {
    const rows = await tx.query<Omit<PausedDirectory, 'since'> & { since: Date }>(
      `SELECT d.id AS "directoryId", d.name, g.paused_at AS since, g.kept_out_at IS NOT NULL AS "keptOut",
         (SELECT count(*)::int FROM directory_holds h WHERE h.tenant_id = d.tenant_id AND h.directory_id = d.id) AS held
       FROM directory_guard_rails g JOIN directories d ON d.tenant_id = g.tenant_id AND d.id = g.directory_id
       WHERE g.tenant_id = $1 AND g.paused_at IS NOT NULL ORDER BY lower(d.name), d.id LIMIT ${DIRECTORIES_AT_MOST}`,
      [tx.tenantId],
    )
    return { items: rows.map((row) => ({ ...row, since: row.since.toISOString() })) }
  })
}
