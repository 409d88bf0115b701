import type { z } from 'zod'
import type { DirectorySchemaAttribute, directorySchemasDefineInput } from '#contracts/directory-schemas.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { lockSchema, SCHEMAS_AT_MOST, type SchemaRow, schemaRows } from './schema-store.ts'

/**
 * Defines an extension of User, or adds to one: from now on its attributes are accepted, kept, shown, found by filters
 * and listed in /Schemas. The same definition again changes nothing.
 * @throws AppError `conflict` where there are too many, or where an attribute would come to hold something else
 */
export function defineDirectorySchema(
  scope: TenantScope<'directory:manage'>,
  input: z.infer<typeof directorySchemasDefineInput>,
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    await lockTenantLimit(tx, 'directory-schema')
    const held = await lockSchema(tx, { urn: input.urn })
    return held ? extend(tx, held, input) : create(tx, input)
  })
}

type Definition = z.infer<typeof directorySchemasDefineInput>

async function create(tx: TenantTx, { urn, name, description, attributes }: Definition): Promise<{ id: string }> {
  if ((await schemaRows(tx)).length >= SCHEMAS_AT_MOST) {
    throw conflict(`There are ${SCHEMAS_AT_MOST} extension schemas, which is the most there can be.`)
  }
  const id = newId()
  await tx.query(
    'INSERT INTO directory_schemas (tenant_id, id, urn, name, description, attributes) VALUES ($1, $2, $3, $4, $5, $6)',
    [tx.tenantId, id, urn, name, description, JSON.stringify(attributes)],
  )
  await record(tx, id, { urn, name, attributes: attributes.length })
  return { id }
}

async function extend(tx: TenantTx, held: SchemaRow, given: Definition): Promise<{ id: string }> {
  for (const attribute of held.attributes) refuseOtherMeaning(attribute, given.attributes)
  const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right)
  if (given.name === held.name && given.description === held.description && same(given.attributes, ordered(held))) {
    tx.unchanged('the schema is defined so already')
    return { id: held.id }
  }
  await tx.query(
    `UPDATE directory_schemas SET name = $3, description = $4, attributes = $5, updated_at = now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, held.id, given.name, given.description, JSON.stringify(given.attributes)],
  )
  await record(tx, held.id, { urn: held.urn, name: given.name, attributes: given.attributes.length })
  return { id: held.id }
}

/** jsonb keeps the members of an object in an order of its own. */
function ordered({ attributes }: SchemaRow): DirectorySchemaAttribute[] {
  return attributes.map(({ name, type, multiValued, description, caseExact, required }) => ({
    name,
    type,
    multiValued,
    description,
    caseExact,
    required,
  }))
}

/** Values are stored as the attribute was defined; what they mean cannot change under them. */
function refuseOtherMeaning(held: DirectorySchemaAttribute, given: readonly DirectorySchemaAttribute[]): void {
  const next = given.find(({ name }) => name.toLowerCase() === held.name.toLowerCase())
  if (!next) {
    throw conflict(`The attribute ${held.name} is left out. Define it again, or remove the schema with all its values.`)
  }
  if (next.name !== held.name || next.type !== held.type || next.multiValued !== held.multiValued) {
    throw conflict(
      `The attribute ${held.name} holds ${held.multiValued ? 'several values' : 'one value'} of type ${held.type}, which cannot change. Define another attribute, or remove the schema with all its values.`,
    )
  }
}

function record(tx: TenantTx, id: string, metadata: { urn: string; name: string; attributes: number }): Promise<void> {
  return append(tx, {
    action: 'directory.schema.define',
    targets: [{ type: 'directory_schema', id, name: metadata.name }],
    metadata: { urn: metadata.urn, attributes: metadata.attributes },
  })
}

function conflict(message: string): AppError {
  return new AppError({ code: 'conflict', message })
}
