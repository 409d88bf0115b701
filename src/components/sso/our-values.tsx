import { DefinitionList } from '#components/ui/definition-list.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import type { SsoOurValues } from '#contracts/sso.ts'

/** What to enter at the identity provider. */
export function OurValues({ values, protocol }: { values: SsoOurValues; protocol: 'saml' | 'oidc' }) {
  const items =
    protocol === 'saml'
      ? ([
          ['ACS URL', values.saml.acsUrl],
          ['Entity ID', values.saml.entityId],
          ['Single logout URL', values.saml.sloUrl],
          ['Metadata URL', values.saml.metadataUrl],
        ] as const)
      : ([
          ['Redirect URI', values.oidc.redirectUri],
          ['Post-logout redirect URI', values.oidc.postLogoutRedirectUri],
          ['Back-channel logout URI', values.oidc.backchannelLogoutUri],
        ] as const)
  return (
    <DefinitionList
      items={items.map(([term, value]) => [term, <MonoId key={term} value={value} label={term} whole />] as const)}
    />
  )
}
