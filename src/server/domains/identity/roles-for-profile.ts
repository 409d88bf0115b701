import type { ReceivedProfile } from '#contracts/received-profile.ts'
import { matchingRules } from '#contracts/role-rules.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { attributeMappingOf, rulesOf } from './role-rule-store.ts'

/** The roles that a connection's rules would give to whoever has this profile, each once, in the rules' order. */
export async function rolesForProfile(
  tx: TenantTx,
  connectionId: string,
  profile: ReceivedProfile,
): Promise<{ roleKeys: string[] }> {
  const matched = matchingRules(await rulesOf(tx, connectionId), profile, await attributeMappingOf(tx, connectionId))
  return { roleKeys: [...new Set(matched.map((rule) => rule.roleKey))] }
}
