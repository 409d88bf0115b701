import { findCredential } from '#server/platform/db/index.ts'
import type { Principal, RequestContext } from '#server/platform/principal.ts'
import { hashOfToken, isOpaqueToken } from '../opaque-token.ts'
import { readCookies } from '../sign-in-context.ts'
import { SETUP_COOKIE } from './setup-cookie.ts'

/** The link that this browser opened; null without one. Whether it still works is read in each transaction. */
export async function resolveSetupLink(
  headers: Headers,
  request: RequestContext,
): Promise<Extract<Principal, { type: 'setup-link' }> | null> {
  const token = readCookies(headers)[SETUP_COOKIE]
  const found = isOpaqueToken(token) ? await findCredential('setup-link-browser', hashOfToken(token)) : null
  return found && { type: 'setup-link', tenantId: found.tenantId, id: found.id, request }
}
