import { storedRows, type TestTenant } from './test-tenant.ts'

/** Everything stored of a tenant that decides who gets in and with what, and what is told about it. */
export async function accessRows(tenant: TestTenant): Promise<unknown> {
  const tables = ['users', 'user_emails', 'groups', 'group_members', 'group_nestings', 'group_closure', 'sessions']
  const more = ['role_assignments', 'rule_assignments', 'leaver_receipts', 'directory_holds', 'directory_guard_rails']
  const rows = [...tables, ...more, 'outbox'].map(
    (table) => `SELECT '${table}' AS name, row_to_json(t)::text AS row FROM ${table} t WHERE tenant_id = $1`,
  )
  return storedRows(`${rows.join(' UNION ALL ')} ORDER BY 1, 2`, [tenant.id])
}
