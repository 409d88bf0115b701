import type { DirectorySchemaAttribute } from '#contracts/directory-schemas.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { attribute, type ScimSchema } from './scim/scim-schema.ts'

export const SCHEMAS_AT_MOST = 20

export type SchemaRow = {
  id: string
  urn: string
  name: string
  description: string
  attributes: DirectorySchemaAttribute[]
  createdAt: Date
  updatedAt: Date
}

const SELECT = `SELECT s.id, s.urn, s.name, s.description, s.attributes, s.created_at AS "createdAt", s.updated_at AS "updatedAt"
  FROM directory_schemas s WHERE s.tenant_id = $1`

/** Every extension schema of the tenant by URN (there are at most 20). */
export function schemaRows(tx: TenantTx): Promise<SchemaRow[]> {
  return tx.query<SchemaRow>(`${SELECT} ORDER BY lower(s.urn) LIMIT ${SCHEMAS_AT_MOST}`, [tx.tenantId])
}

/** The same as the engine reads them. `held`: against removal until the transaction ends. */
export async function schemasDefined(tx: TenantTx, held: boolean): Promise<ScimSchema[]> {
  const rows = await tx.prepared<SchemaRow>(
    held ? 'scim-hold-schemas' : 'scim-read-schemas',
    `${SELECT} ORDER BY lower(s.urn)${held ? ' FOR KEY SHARE' : ''}`,
    [tx.tenantId],
  )
  return rows.map(({ urn, name, description, attributes }) => ({
    id: urn,
    name,
    description,
    attributes: attributes.map(({ name: own, type, description: words, ...options }) =>
      attribute(own, type, words, options),
    ),
  }))
}

/** Held until the transaction ends. */
export async function lockSchema(tx: TenantTx, by: { urn: string } | { id: string }): Promise<SchemaRow | null> {
  const [row] = await ('id' in by
    ? tx.query<SchemaRow>(`${SELECT} AND s.id = $2 FOR UPDATE`, [tx.tenantId, by.id])
    : tx.query<SchemaRow>(`${SELECT} AND lower(s.urn) = lower($2) FOR UPDATE`, [tx.tenantId, by.urn]))
  return row ?? null
}
