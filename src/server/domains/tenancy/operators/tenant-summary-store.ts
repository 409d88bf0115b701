import type { OperatorTenant } from '#contracts/operator-tenants.ts'
import { withSystem } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

type Row = Omit<OperatorTenant, 'createdAt'> & { createdAt: Date }

/** What of a tenant an operator sees: how far it is set up, and nobody in it by name. */
const SUMMARY = `SELECT t.id, t.slug, t.name, t.created_at AS "createdAt",
    (SELECT count(*)::int FROM users u WHERE u.tenant_id = t.id AND u.active) AS people,
    jsonb_build_object(
      'active', (SELECT count(*) FROM sso_connections c WHERE c.tenant_id = t.id AND c.status = 'active'),
      'inactive', (SELECT count(*) FROM sso_connections c WHERE c.tenant_id = t.id AND c.status <> 'active')
    ) AS connections,
    coalesce((SELECT p.enforcement FROM sso_policies p WHERE p.tenant_id = t.id), 'optional') AS enforcement
  FROM tenants t WHERE t.kind = 'customer'`

type Page = { search: string | null; after: { createdAt: string; id: string } | null; limit: number }

/** Customers, the newest first. `after` is the place behind which the page begins. */
export async function tenantSummaries({ search, after, limit }: Page): Promise<OperatorTenant[]> {
  const rows = await withSystem('list tenants with how far each is set up, for the operator console', (tx) =>
    tx.query<Row>(
      `${SUMMARY} AND ($1::text IS NULL OR t.name ILIKE $1 OR t.slug ILIKE $1)
         AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', t.created_at), t.id) < ($2, $3::uuid))
       ORDER BY date_trunc('milliseconds', t.created_at) DESC, t.id DESC LIMIT $4`,
      [search, after?.createdAt ?? null, after?.id ?? null, limit],
    ),
  )
  return rows.map(toTenant)
}

export async function countTenants(search: string | null): Promise<number> {
  const [row] = await withSystem('list tenants with how far each is set up, for the operator console', (tx) =>
    tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM tenants t
       WHERE t.kind = 'customer' AND ($1::text IS NULL OR t.name ILIKE $1 OR t.slug ILIKE $1)`,
      [search],
    ),
  )
  return row?.total ?? 0
}

/** @throws AppError `not_found`, for the house as well */
export async function tenantSummary(id: string): Promise<OperatorTenant> {
  const [row] = await withSystem('list tenants with how far each is set up, for the operator console', (tx) =>
    tx.query<Row>(`${SUMMARY} AND t.id = $1`, [id]),
  )
  if (!row) throw notFound('tenant')
  return toTenant(row)
}

/** Whether somebody has the short name, the house included. */
export async function isSlugTaken(slug: string): Promise<boolean> {
  const rows = await withSystem('list tenants with how far each is set up, for the operator console', (tx) =>
    tx.query('SELECT 1 FROM tenants WHERE slug = $1', [slug]),
  )
  return rows.length > 0
}

function toTenant(row: Row): OperatorTenant {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
