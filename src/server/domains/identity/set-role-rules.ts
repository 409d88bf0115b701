import type { z } from 'zod'
import { type Permission, permissionSchema } from '#contracts/permissions.ts'
import type { RoleRule } from '#contracts/role-rules.ts'
import type { ssoSetRoleRulesInput } from '#contracts/sso.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { missingPermission, type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { lockConnection } from './connection-details-store.ts'
import { rulesOf, type StoredRule } from './role-rule-store.ts'

type Input = z.infer<typeof ssoSetRoleRulesInput>
type Role = { id: string; key: string; permissions: Permission[] }

/**
 * Replaces a connection's rules. A rule that is gone takes what it gave with it at once; one that is new or changed
 * gives at the next sign-in. No rule gives Owner, and nobody writes one that gives more than they hold themselves.
 * @throws AppError `not_found`, `invalid_input` or `forbidden`
 */
export function setRoleRules(
  scope: TenantScope<'sso-connection:manage'>,
  input: Input,
): Promise<{ rules: RoleRule[] }> {
  return withTenant(scope, async (tx) => {
    const connection = await lockConnection(tx, input.connectionId)
    if (!connection) throw notFound('connection')
    const before = await rulesOf(tx, connection.id)
    const roles = await rolesByKey(tx, input.rules)
    const after = input.rules.map((rule, at) => ({
      ...rule,
      // One id twice is one rule and a copy of it.
      id: idFor(rule, input.rules.findIndex((one) => one.id === rule.id) === at ? before : []),
      role: roles.get(rule.roleKey) as Role,
    }))
    if (same(before, after)) {
      tx.unchanged('the rules say so already')
    } else {
      await refuseEscalation(tx, before, after)
      await replace(tx, connection.id, after)
      const target = { id: connection.id, name: connection.name }
      await append(tx, {
        action: 'sso.role_rules.update',
        targets: [{ type: 'sso_connection', ...target }],
        metadata: { rules: after.length, roleKeys: [...new Set(after.map((rule) => rule.roleKey))] },
      })
      await notifyOwners(tx, { notice: 'sso-connection.update', target })
    }
    return { rules: (await rulesOf(tx, connection.id)).map(({ roleId: _, ...rule }) => rule) }
  })
}

type NewRule = Input['rules'][number] & { id: string; role: Role }

/** A rule keeps its id, and with it what it has given, only while it says the same. */
function idFor(rule: Input['rules'][number], before: readonly StoredRule[]): string {
  const kept = before.find((one) => one.id === rule.id)
  return kept && saysTheSame(kept, rule) ? kept.id : newId()
}

function saysTheSame(one: Input['rules'][number], other: Input['rules'][number]): boolean {
  return (
    one.claim === other.claim &&
    one.operator === other.operator &&
    one.roleKey === other.roleKey &&
    one.expected.length === other.expected.length &&
    one.expected.every((value) => other.expected.includes(value))
  )
}

function same(before: readonly StoredRule[], after: readonly NewRule[]): boolean {
  return (
    before.length === after.length &&
    before.every((rule, at) => rule.id === after[at]?.id && rule.goesOn === after[at]?.goesOn)
  )
}

async function rolesByKey(tx: TenantTx, rules: Input['rules']): Promise<Map<string, Role>> {
  const rows = await tx.query<{ id: string; key: string; permissions: string[] }>(
    'SELECT id, key, permissions FROM roles WHERE tenant_id = $1 AND key = ANY($2::text[])',
    [tx.tenantId, rules.map((rule) => rule.roleKey)],
  )
  const roles = new Map(
    rows.map((row) => [
      row.key,
      {
        ...row,
        permissions: row.permissions.filter((name): name is Permission => permissionSchema.safeParse(name).success),
      },
    ]),
  )
  rules.forEach((rule, at) => {
    const role = roles.get(rule.roleKey)
    if (!role) throw notFound('role')
    if (role.key !== 'owner' && !role.permissions.includes('role:assign-owner')) return
    throw new AppError({
      code: 'invalid_input',
      message: 'A claim never gives the role Owner. Make a person an Owner under Members instead.',
      path: `/rules/${at}/roleKey`,
    })
  })
  return roles
}

/** Only what is new or changed: whoever holds less may still reorder and remove. */
async function refuseEscalation(tx: TenantTx, before: readonly StoredRule[], after: readonly NewRule[]): Promise<void> {
  if (tx.scope.principal.type === 'system') return
  for (const rule of after) {
    if (before.some((one) => one.id === rule.id && one.goesOn === rule.goesOn)) continue
    for (const permission of rule.role.permissions) {
      if (!(await tx.may(permission))) throw missingPermission(permission)
    }
  }
}

async function replace(tx: TenantTx, connectionId: string, rules: readonly NewRule[]): Promise<void> {
  await tx.query(
    'DELETE FROM connection_role_rules WHERE tenant_id = $1 AND connection_id = $2 AND NOT id = ANY($3::uuid[])',
    [tx.tenantId, connectionId, rules.map((rule) => rule.id)],
  )
  for (const [position, rule] of rules.entries()) {
    await tx.query(
      `INSERT INTO connection_role_rules (tenant_id, id, connection_id, position, claim, operator, expected, role_id, goes_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (tenant_id, id) DO UPDATE SET position = $4, goes_on = $9`,
      [
        tx.tenantId,
        rule.id,
        connectionId,
        position,
        rule.claim,
        rule.operator,
        rule.expected,
        rule.role.id,
        rule.goesOn,
      ],
    )
  }
}
