import { recordRefusedCredential } from '#server/domains/access/index.ts'
import { findCredential } from '#server/platform/db/index.ts'
import { perProcess } from '#server/platform/per-process.ts'
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
  const found = known(hash, now) ?? (await findCredential('scim-token', hash))
  if (!found) return null
  const { tenantId, directoryId, id: tokenId } = found
  const dryRun = found.directoryMode === 'dry-run'
  const principal: DirectoryPrincipal = { type: 'directory', tenantId, id: directoryId, tokenId, dryRun, request }
  if (found.revokedAt === null && (found.expiresAt === null || found.expiresAt > now)) {
    // Live is for good; what a dry run's token says ends with it.
    if (!dryRun) remember(hash, found, now)
    return principal
  }
  await recordRefusedCredential(principal, { kind: 'scim_token', ...found }, now)
  return null
}

const REMEMBERED_MS = 1_000
const REMEMBERED_AT_MOST = 10_000
type Found = NonNullable<Awaited<ReturnType<typeof findCredential<'scim-token'>>>>
const remembered = () => perProcess('scim-tokens-found', () => new Map<string, { found: Found; until: number }>())

/**
 * Whose a token is does not change, and whether it is still good is read in every transaction. So a provider's burst
 * looks it up once a second.
 */
function known(hash: Buffer, now: Date): Found | undefined {
  const entry = remembered().get(hash.toString('hex'))
  return entry && entry.until > now.getTime() ? entry.found : undefined
}

function remember(hash: Buffer, found: Found, now: Date): void {
  const tokens = remembered()
  const key = hash.toString('hex')
  if ((tokens.get(key)?.until ?? 0) > now.getTime()) return
  if (tokens.size >= REMEMBERED_AT_MOST) tokens.clear()
  tokens.set(key, { found, until: now.getTime() + REMEMBERED_MS })
}

/** After a transaction has found that it is good no more: whoever presents it next is looked up anew. */
export function forgetScimToken(authorization: string | undefined): void {
  const hash = hashOfPresentedToken(authorization)
  if (hash) remembered().delete(hash.toString('hex'))
}

/** What a presented token is found by; null for a header that holds none of the right shape. */
export function hashOfPresentedToken(authorization: string | undefined): Buffer | null {
  const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return token !== undefined && isScimTokenShaped(token) ? hashScimToken(token) : null
}
