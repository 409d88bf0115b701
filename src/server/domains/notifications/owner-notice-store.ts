import type { TenantTx } from '#server/platform/db/index.ts'
import type { OwnerNotice } from './notify-owners.ts'

const OWNERS_AT_MOST = 100

/** Active people with one of these roles who can be written to. */
export function peopleToTell(
  tx: TenantTx,
  roleKeys: readonly ('owner' | 'admin')[],
): Promise<{ name: string; address: string }[]> {
  return tx.query(
    `SELECT u.display_name AS name, u.email AS address FROM users u
     WHERE u.tenant_id = $1 AND u.active AND u.email IS NOT NULL AND EXISTS (
       SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id AND r.key = ANY ($2))
     ORDER BY u.id LIMIT ${OWNERS_AT_MOST}`,
    [tx.tenantId, roleKeys],
  )
}

export async function tenantOf(tx: TenantTx): Promise<{ slug: string; name: string }> {
  const [row] = await tx.query<{ slug: string; name: string }>('SELECT slug, name FROM tenants WHERE id = $1', [
    tx.tenantId,
  ])
  return row as { slug: string; name: string }
}

/** As the reader of a mail knows them; someone removed since is said to be. */
export async function nameOfActor(tx: TenantTx, actor: OwnerNotice['actor']): Promise<string> {
  switch (actor.type) {
    case 'system':
      return 'Gatehouse itself'
    case 'user':
      return named(
        await tx.query(
          `SELECT display_name || coalesce(' (' || email || ')', '') AS name FROM users WHERE tenant_id = $1 AND id = $2`,
          [tx.tenantId, actor.id],
        ),
        'a person who has been removed since',
      )
    case 'api-key':
      return named(
        await tx.query(`SELECT 'the API key ' || name AS name FROM api_keys WHERE tenant_id = $1 AND id = $2`, [
          tx.tenantId,
          actor.id,
        ]),
        'an API key',
      )
    case 'directory':
      return named(
        await tx.query(`SELECT 'the directory ' || name AS name FROM directories WHERE tenant_id = $1 AND id = $2`, [
          tx.tenantId,
          actor.id,
        ]),
        'a directory',
      )
    case 'setup-link':
      return named(
        await tx.query(`SELECT 'the set-up link ' || label AS name FROM setup_links WHERE tenant_id = $1 AND id = $2`, [
          tx.tenantId,
          actor.id,
        ]),
        'a set-up link',
      )
  }
}

function named(rows: { name: string }[], otherwise: string): string {
  return rows[0]?.name ?? otherwise
}
