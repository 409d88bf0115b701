import type { Permission } from '#contracts/permissions.ts'
import { assignRole, authorize } from '#server/domains/access/index.ts'
import { createSsoConnection } from '#server/domains/identity/index.ts'
import { ensureHouse } from '#server/domains/tenancy/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { demoOperators } from './demo-operators.ts'

const MINUTE_MS = 60_000

/** Makes the house tenant with its own provider and two operators, as of `start`. */
export async function seedHouse(input: {
  connection: Parameters<typeof createSsoConnection>[1]
  start: Date
}): Promise<void> {
  const { connection, start } = input
  const scope = <P extends Permission>(tenantId: string, permission: P, minute = 0): TenantScope<P> =>
    authorize(
      {
        type: 'system',
        tenantId,
        task: 'seed',
        at: new Date(start.getTime() + minute * MINUTE_MS),
        request: { source: 'cli', requestId: newId() },
      },
      permission,
    )
  const house = await ensureHouse((tenantId) => scope(tenantId, 'tenant:create'))
  await createSsoConnection(scope(house.id, 'sso-connection:manage', 3), connection)
  const operators = demoOperators().map((person) => ({ ...person, id: newId() }))
  await withTenant(scope(house.id, 'scim:write', 5), async (tx) => {
    tx.housekeeping('rows that the demo seed or a test lays down')
    for (const person of operators) {
      await tx.query(
        `INSERT INTO users (tenant_id, id, user_name, display_name, given_name, family_name, email, title, department, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $3, $7, $8, $9, $9)`,
        [
          tx.tenantId,
          person.id,
          person.email,
          person.displayName,
          person.givenName,
          person.familyName,
          person.title,
          person.department,
          start,
        ],
      )
    }
  })
  for (const [index, { id, roleKey }] of operators.entries()) {
    await assignRole(scope(house.id, 'role:assign', 6 + index), { memberId: id, roleKey })
  }
}

/** Whether anybody is in the house or invited to it: the seed's last steps put people into it. */
export async function isHouseInUse(tenantId: string): Promise<boolean> {
  const rows = await withTenant(
    authorize(
      { type: 'system', tenantId, task: 'seed', request: { source: 'cli', requestId: newId() } },
      'member:read',
    ),
    (tx) =>
      tx.query(
        `SELECT 1 FROM role_assignments WHERE tenant_id = $1 UNION ALL SELECT 1 FROM invitations WHERE tenant_id = $1 LIMIT 1`,
        [tx.tenantId],
      ),
  )
  return rows.length > 0
}
