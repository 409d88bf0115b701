import type { SsoOurValues } from '#contracts/sso.ts'
import { env } from '#server/platform/env.ts'
import { ourAddresses } from './our-addresses.ts'

/** What an identity provider asks for when it is set up. */
export function ourValues(tenantId: string, slug: string): SsoOurValues {
  const { acsUrl, entityId, sloUrl, oidcRedirectUri, postLogoutRedirectUri, backchannelLogoutUri } =
    ourAddresses(tenantId)
  const base = env().GATEHOUSE_URL
  return {
    signInUrl: `${base}/sign-in/${slug}`,
    saml: { acsUrl, entityId, sloUrl, metadataUrl: `${base}/api/sso/saml/${tenantId}/metadata` },
    oidc: { redirectUri: oidcRedirectUri, postLogoutRedirectUri, backchannelLogoutUri },
  }
}
