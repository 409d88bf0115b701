import { demoKeys } from './demo-keys.ts'

export const SAML_ENTITY_ID = 'https://saml.acme.example/demo-identity-provider'
export const OIDC_CLIENT_ID = 'gatehouse-demo'
/** The operators' own client at the same provider. */
export const OPERATOR_CLIENT_ID = 'gatehouse-demo-operators'

export type DemoConnections = {
  acme: { protocol: 'saml'; name: string; metadataXml: string }
  globex: OidcConnection
  operator: OidcConnection
}
type OidcConnection = {
  protocol: 'oidc'
  name: string
  issuer: string
  discoveryUrl: string
  clientId: string
  clientSecret: string
  metadata: OidcMetadata
}
type OidcMetadata = {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  userinfo_endpoint: string
  jwks_uri: string
  end_session_endpoint: string
}

export type DemoConnectionsInput = { dataDir: string; samlPort: number; oidcPort: number }

/** What an admin of each demo tenant would get from the identity provider. Needs no provider to be running. */
export function demoConnections(input: DemoConnectionsInput): DemoConnections {
  const keys = demoKeys(input.dataDir)
  const issuer = oidcIssuer(input.oidcPort)
  const openid = {
    protocol: 'oidc',
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    clientSecret: keys.oidc.clientSecret,
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/me`,
      jwks_uri: `${issuer}/jwks`,
      end_session_endpoint: `${issuer}/session/end`,
    },
  } as const
  return {
    acme: {
      protocol: 'saml',
      name: 'Acme sign-on (demo SAML)',
      metadataXml: samlMetadata(samlAddress(input.samlPort), keys.saml.certificatePem),
    },
    globex: { ...openid, name: 'Globex sign-on (demo OpenID Connect)', clientId: OIDC_CLIENT_ID },
    operator: { ...openid, name: 'Vendor sign-on (demo OpenID Connect)', clientId: OPERATOR_CLIENT_ID },
  }
}

export function samlAddress(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** `localhost` and not 127.0.0.1: the only host name for which the sign-in library accepts an issuer without TLS. */
export function oidcIssuer(port: number): string {
  return `http://localhost:${port}`
}

/** SAML 2.0 metadata §2.4.3: the provider's name, signing certificate, sign-on and sign-out addresses. */
export function samlMetadata(address: string, certificatePem: string): string {
  const certificate = certificatePem.replace(/-----[A-Z ]+-----|\s/g, '')
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${SAML_ENTITY_ID}">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="false">
    <KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${address}/slo"/>
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${address}/sso"/>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${address}/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`
}
