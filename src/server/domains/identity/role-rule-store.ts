import type { AttributeMapping } from '#contracts/received-profile.ts'
import type { RoleRule } from '#contracts/role-rules.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type StoredRule = RoleRule & { roleId: string }

const SELECT = `SELECT rule.id, rule.claim, rule.operator, rule.expected, rule.goes_on AS "goesOn", rule.role_id AS "roleId",
    r.key AS "roleKey", r.name AS "roleName"
  FROM connection_role_rules rule JOIN roles r ON r.tenant_id = rule.tenant_id AND r.id = rule.role_id
  WHERE rule.tenant_id = $1`

/** A connection's rules from the top. A rule for Owner would be skipped, whatever wrote it. */
export function rulesOf(tx: TenantTx, connectionId: string): Promise<StoredRule[]> {
  return tx.prepared<StoredRule>(
    'rules-of-connection',
    `${SELECT} AND rule.connection_id = $2 AND r.key <> 'owner' ORDER BY rule.position`,
    [tx.tenantId, connectionId],
  )
}

export type MetRule = { ruleId: string; roleKey: string }

/** The rules that a person met at the last sign-in, through whichever connection. */
export function rulesMetBy(tx: TenantTx, userId: string): Promise<MetRule[]> {
  return tx.prepared<MetRule>(
    'rules-met-by-person',
    `SELECT met.rule_id AS "ruleId", r.key AS "roleKey" FROM rule_assignments met
     JOIN connection_role_rules rule ON rule.tenant_id = met.tenant_id AND rule.id = met.rule_id
     JOIN roles r ON r.tenant_id = rule.tenant_id AND r.id = rule.role_id
     WHERE met.tenant_id = $1 AND met.user_id = $2`,
    [tx.tenantId, userId],
  )
}

/** Replaces, as a whole, what rules give to a person. */
export async function replaceRulesMet(tx: TenantTx, userId: string, ruleIds: string[]): Promise<void> {
  await tx.query(
    'DELETE FROM rule_assignments WHERE tenant_id = $1 AND user_id = $2 AND NOT rule_id = ANY($3::uuid[])',
    [tx.tenantId, userId, ruleIds],
  )
  await tx.query(
    `INSERT INTO rule_assignments (tenant_id, user_id, rule_id) SELECT $1, $2, unnest($3::uuid[])
     ON CONFLICT DO NOTHING`,
    [tx.tenantId, userId, ruleIds],
  )
}

export async function attributeMappingOf(tx: TenantTx, connectionId: string): Promise<AttributeMapping> {
  const [row] = await tx.query<{ mapping: AttributeMapping }>(
    'SELECT attribute_mapping AS mapping FROM sso_connections WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, connectionId],
  )
  return row?.mapping ?? {}
}
