import { uuidSchema } from '#contracts/identifiers.ts'
import { isOpaqueToken } from '../opaque-token.ts'

/** A state of ours for a sign-out: which tenant's, and a secret that is found by its hash there. */
export function logoutState(tenantId: string, token: string): string {
  return `${tenantId}.${token}`
}

export function readLogoutState(state: string | null): { tenantId: string; token: string } | null {
  const [tenantId = '', token, ...others] = (state ?? '').split('.')
  if (others.length > 0 || !uuidSchema.safeParse(tenantId).success || !isOpaqueToken(token)) return null
  return { tenantId, token }
}
