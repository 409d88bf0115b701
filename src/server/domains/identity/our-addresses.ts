import { uuidSchema } from '#contracts/identifiers.ts'
import { env } from '#server/platform/env.ts'

const ENTITY_ID_PREFIX = 'urn:gatehouse:tenant:'

/**
 * Every address that identity providers and browsers get from us. Fixed by GATEHOUSE_URL, never by a request.
 * What Jackson keeps with a connection holds no address of ours, so the console can move to another.
 */
export function ourAddresses(tenantId: string) {
  const base = env().GATEHOUSE_URL
  return {
    acsUrl: `${base}/api/sso/saml/acs`,
    /** Per tenant, so that an assertion made for one tenant names no other as its audience. */
    entityId: `${ENTITY_ID_PREFIX}${tenantId}`,
    /** Per tenant: a LogoutRequest names no audience, so its Destination says whose sessions it means. */
    sloUrl: `${base}/api/sso/saml/${tenantId}/slo`,
    oidcRedirectUri: `${base}/api/sso/oidc/callback`,
    postLogoutRedirectUri: `${base}/api/sso/oidc/signed-out`,
    backchannelLogoutUri: `${base}/api/sso/oidc/${tenantId}/backchannel-logout`,
    callbackUri: `${base}/api/auth/callback/gatehouse`,
  }
}

/** The tenant whose entity ID this is; null where it is none of ours. */
export function tenantOfEntityId(entityId: string): string | null {
  if (!entityId.startsWith(ENTITY_ID_PREFIX)) return null
  const tenantId = entityId.slice(ENTITY_ID_PREFIX.length)
  return uuidSchema.safeParse(tenantId).success ? tenantId : null
}
