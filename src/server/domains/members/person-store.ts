import type { Member, RoleSource } from '#contracts/members.ts'
import type { NamedReference } from '#contracts/references.ts'
import { strongestFirst } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const AT_MOST = 100

/** What one person holds, each role with everything that gives it. */
export async function rolesWithSources(tx: TenantTx, userId: string): Promise<Member['roles']> {
  const rows = await tx.query<{
    key: string
    name: string
    groupId: string | null
    groupName: string | null
    connectionId: string | null
    connectionName: string | null
    assignedAt: Date | null
  }>(
    `SELECT DISTINCT r.key, r.name, e.connection_id AS "connectionId", c.name AS "connectionName", e.group_id AS "groupId", g.display_name AS "groupName", a.created_at AS "assignedAt"
     FROM effective_roles e
     JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
     LEFT JOIN groups g ON g.tenant_id = e.tenant_id AND g.id = e.group_id
     LEFT JOIN sso_connections c ON c.tenant_id = e.tenant_id AND c.id = e.connection_id
     LEFT JOIN role_assignments a
       ON e.group_id IS NULL AND e.connection_id IS NULL AND a.tenant_id = e.tenant_id AND a.user_id = e.user_id AND a.role_id = e.role_id
     WHERE e.tenant_id = $1 AND e.user_id = $2
     ORDER BY "assignedAt" NULLS LAST, "groupName", "groupId", "connectionName"
     LIMIT ${10 * AT_MOST}`,
    [tx.tenantId, userId],
  )
  const roles = new Map<string, Member['roles'][number]>()
  for (const row of rows) {
    const role = roles.get(row.key) ?? { key: row.key, name: row.name, sources: [] }
    role.sources.push(sourceOf(row))
    roles.set(row.key, role)
  }
  return [...roles.values()].sort(strongestFirst)
}

type SourceRow = {
  groupId: string | null
  groupName: string | null
  connectionId: string | null
  connectionName: string | null
  assignedAt: Date | null
}

function sourceOf(row: SourceRow): RoleSource {
  if (row.groupId !== null) return { type: 'group', group: { id: row.groupId, name: row.groupName ?? '' } }
  if (row.connectionId !== null)
    return { type: 'rule', connection: { id: row.connectionId, name: row.connectionName ?? '' } }
  return { type: 'direct', assignedAt: (row.assignedAt as Date).toISOString() }
}

export function groupsOfPerson(tx: TenantTx, userId: string): Promise<NamedReference[]> {
  return tx.query<NamedReference>(
    `SELECT g.id, g.display_name AS name
     FROM group_members m JOIN groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
     WHERE m.tenant_id = $1 AND m.user_id = $2
     ORDER BY lower(g.display_name), g.id LIMIT ${AT_MOST}`,
    [tx.tenantId, userId],
  )
}
