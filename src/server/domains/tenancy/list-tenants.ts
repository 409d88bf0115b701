import { withSystem } from '#server/platform/db/index.ts'

export const TENANT_PAGE = 500

/**
 * A page of all organisations in the order of their ids, to run scheduled work in each. At most
 * {@link TENANT_PAGE}; the next page comes `after` the last id of this one.
 */
export function listTenants(after: string | null = null): Promise<{ id: string; slug: string; name: string }[]> {
  return withSystem('list tenants, to run scheduled work in each', (tx) =>
    tx.query(`SELECT id, slug, name FROM tenants WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${TENANT_PAGE}`, [
      after,
    ]),
  )
}
