import { uuidSchema } from '#contracts/identifiers.ts'
import { withSystem } from '#server/platform/db/index.ts'

export type NamedTenant = { id: string; slug: string; name: string }

const TASK = 'find the tenants that an application names or is held to'

/** The customer's tenant with that short name or id; null where there is none. The house is no customer. */
export async function findTenantByName(slugOrId: string): Promise<NamedTenant | null> {
  const id = uuidSchema.safeParse(slugOrId).success ? slugOrId : null
  const [row] = await withSystem(TASK, (tx) =>
    tx.query<NamedTenant>(
      // A short name can have the form of somebody else's id; the id counts.
      `SELECT id, slug, name FROM tenants WHERE kind = 'customer' AND (slug = $1 OR id = $2::uuid)
       ORDER BY id = $2::uuid DESC NULLS LAST LIMIT 1`,
      [slugOrId, id],
    ),
  )
  return row ?? null
}

export function findTenantsById(ids: readonly string[]): Promise<NamedTenant[]> {
  return withSystem(TASK, (tx) =>
    tx.query<NamedTenant>('SELECT id, slug, name FROM tenants WHERE id = ANY($1::uuid[]) ORDER BY slug', [ids]),
  )
}

export function findTenantsBySlug(slugs: readonly string[]): Promise<NamedTenant[]> {
  return withSystem(TASK, (tx) =>
    tx.query<NamedTenant>(
      `SELECT id, slug, name FROM tenants WHERE kind = 'customer' AND slug = ANY($1::text[]) ORDER BY slug`,
      [slugs],
    ),
  )
}
