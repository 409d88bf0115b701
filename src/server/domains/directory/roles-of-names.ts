import type { TenantTx } from '#server/platform/db/index.ts'

type RolesChange = { rolesGained?: string[]; rolesLost?: string[] }

/**
 * The keys of the roles that mappings give to the members of a group if it has each of these names, in alphabetical
 * order: those of the groups that it is within count for them too. One query.
 */
export async function rolesOfNames(
  tx: TenantTx,
  directoryId: string,
  groupId: string,
  names: string[],
): Promise<string[][]> {
  const rows = await tx.prepared<{ place: number; keys: string[] }>(
    'roles-of-group-names',
    `WITH named AS (SELECT n.place, lower(n.name) AS key FROM unnest($3::text[]) WITH ORDINALITY AS n(name, place)),
     counted AS (
       SELECT place, key FROM named
       UNION SELECT named.place, g.display_name_key FROM named
         JOIN group_closure c ON c.tenant_id = $1 AND c.descendant_id = $4
         JOIN groups g ON g.tenant_id = c.tenant_id AND g.id = c.ancestor_id
     )
     SELECT n.place::int AS place, array_agg(DISTINCT r.key ORDER BY r.key) AS keys
     FROM counted n
     JOIN group_role_mappings m ON m.tenant_id = $1 AND m.directory_id = $2 AND m.group_name_key = n.key
     JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
     GROUP BY n.place`,
    [tx.tenantId, directoryId, names, groupId],
  )
  return names.map((_, index) => rows.find((row) => row.place === index + 1)?.keys ?? [])
}

/** What members of a group gain and lose where its name changes; a kind without roles is left out. */
export function rolesChange(before: readonly string[], after: readonly string[]): RolesChange {
  const gained = after.filter((key) => !before.includes(key))
  const lost = before.filter((key) => !after.includes(key))
  return { ...(gained.length > 0 && { rolesGained: gained }), ...(lost.length > 0 && { rolesLost: lost }) }
}
