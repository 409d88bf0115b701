import { recordRefusedCredential } from '#server/domains/access/index.ts'
import { findCredential } from '#server/platform/db/index.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { hashScimToken, isScimTokenShaped } from './scim-token.ts'

export type DirectoryPrincipal = Extract<Principal, { type: 'directory' }>

/**
 * Who presents `Authorization: Bearer ghs_…`; null for a missing, malformed, unknown, expired or revoked
 * token alike. The token decides tenant and directory; that both are still good is read again inside
 * every transaction.
 */
export async function resolveScimToken(
  authorization: string | undefined,
  request: RequestContext,
  now: Date = new Date(),
): Promise<DirectoryPrincipal | null> {
  const hash = hashOfPresentedToken(authorization)
  if (!hash) return null
  const found = await findCredential('scim-token', hash)
  if (!found) return null
  const { tenantId, directoryId, id: tokenId } = found
  const dryRun = found.directoryMode === 'dry-run'
  const principal: DirectoryPrincipal = { type: 'directory', tenantId, id: directoryId, tokenId, dryRun, request }
  if (found.revokedAt === null && (found.expiresAt === null || found.expiresAt > now)) return principal
  await recordRefusedCredential(principal, { kind: 'scim_token', ...found }, now)
  return null
}

/** What a presented token is found by; null for a header that holds none of the right shape. */
export function hashOfPresentedToken(authorization: string | undefined): Buffer | null {
  const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return token !== undefined && isScimTokenShaped(token) ? hashScimToken(token) : null
}
