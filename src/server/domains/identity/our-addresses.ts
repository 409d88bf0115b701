import { env } from '#server/platform/env.ts'

/**
 * Every address that identity providers and browsers get from us. Fixed by GATEHOUSE_URL, never by a request.
 * What Jackson keeps with a connection holds no address of ours, so the console can move to another.
 */
export function ourAddresses(tenantId: string) {
  const base = env().GATEHOUSE_URL
  return {
    acsUrl: `${base}/api/sso/saml/acs`,
    /** Per tenant, so that an assertion made for one tenant names no other as its audience. */
    entityId: `urn:gatehouse:tenant:${tenantId}`,
    oidcRedirectUri: `${base}/api/sso/oidc/callback`,
    callbackUri: `${base}/api/auth/callback/gatehouse`,
  }
}
