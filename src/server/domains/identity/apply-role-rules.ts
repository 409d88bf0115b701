import type { AttributeMapping } from '#contracts/received-profile.ts'
import { matchingRules } from '#contracts/role-rules.ts'
import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { replaceRulesMet, rulesMetBy, rulesOf } from './role-rule-store.ts'

/**
 * Gives a person what the connection's rules say of this sign-in, and takes away whatever rules gave before and
 * this sign-in does not: also what another connection's rules gave. Roles held directly or through a directory's
 * group are not touched.
 */
export async function applyRoleRules(
  tx: TenantTx,
  input: {
    userId: string
    connection: { id: string; name: string }
    claims: VerifiedIdentity['claims']
    mapping: AttributeMapping
  },
): Promise<void> {
  const [rules, before] = await Promise.all([rulesOf(tx, input.connection.id), rulesMetBy(tx, input.userId)])
  if (rules.length === 0 && before.length === 0) return
  const met = matchingRules(rules, { attributes: input.claims as Record<string, string[]> }, input.mapping)
  const metIds = met.map((rule) => rule.id)
  if (
    same(
      metIds,
      before.map((rule) => rule.ruleId),
    )
  )
    return
  await replaceRulesMet(tx, input.userId, metIds)
  const had = new Set(before.map((rule) => rule.roleKey))
  const has = new Set(met.map((rule) => rule.roleKey))
  const added = [...has].filter((key) => !had.has(key))
  const removed = [...had].filter((key) => !has.has(key))
  if (added.length === 0 && removed.length === 0) return
  await append(tx, {
    action: 'sso.role_rules.apply',
    targets: [
      { type: 'user', id: input.userId },
      { type: 'sso_connection', id: input.connection.id, name: input.connection.name },
    ],
    metadata: { connectionId: input.connection.id, added, removed },
  })
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id))
}
