import type { TenantTx } from '#server/platform/db/index.ts'

type RolesChange = { rolesGained?: string[]; rolesLost?: string[] }

/** The keys of the roles that mappings give to a group of each of these names, in alphabetical order. One query. */
export async function rolesOfNames(tx: TenantTx, directoryId: string, names: string[]): Promise<string[][]> {
  const rows = await tx.prepared<{ place: number; keys: string[] }>(
    'roles-of-group-names',
    `SELECT n.place::int AS place, array_agg(r.key ORDER BY r.key) AS keys
     FROM unnest($3::text[]) WITH ORDINALITY AS n(name, place)
     JOIN group_role_mappings m ON m.tenant_id = $1 AND m.directory_id = $2 AND lower(m.group_name) = lower(n.name)
     JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
     GROUP BY n.place`,
    [tx.tenantId, directoryId, names],
  )
  return names.map((_, index) => rows.find((row) => row.place === index + 1)?.keys ?? [])
}

/** What members of a group gain and lose where its name changes; a kind without roles is left out. */
export function rolesChange(before: readonly string[], after: readonly string[]): RolesChange {
  const gained = after.filter((key) => !before.includes(key))
  const lost = before.filter((key) => !after.includes(key))
  return { ...(gained.length > 0 && { rolesGained: gained }), ...(lost.length > 0 && { rolesLost: lost }) }
}
