import type { ProvisioningClient } from '#contracts/provisioning-log.ts'

const BY_AGENT: readonly [RegExp, ProvisioningClient][] = [
  [/\bokta\b/i, 'okta'],
  [/\b(azure|entra|microsoft|aad)/i, 'entra'],
  [/\bgoogle/i, 'google'],
  [/jumpcloud/i, 'jumpcloud'],
  [/onelogin/i, 'onelogin'],
  [/\bping(one|federate|identity)/i, 'pingone'],
  [/keycloak/i, 'keycloak'],
]

/** Whose client sent a request: by its user agent, or by the flag that Entra ID alone puts into addresses. */
export function detectClient(userAgent: string | undefined, query: string): ProvisioningClient {
  if (/(^|&)aadOptscim062020/i.test(query)) return 'entra'
  return BY_AGENT.find(([pattern]) => userAgent !== undefined && pattern.test(userAgent))?.[1] ?? 'other'
}
