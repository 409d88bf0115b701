import { uuidSchema } from '#contracts/identifiers.ts'
import { ourAddresses } from './our-addresses.ts'
import { samlKeyCertificate } from './saml-key-certificate.ts'
import { signInContext } from './sign-in-context.ts'

/** GET /api/sso/saml/{tenant id}/metadata: what an identity provider can read our values from (SAML metadata §2.4.4). */
export async function handleSamlMetadata(tenantId: string, request: Request): Promise<Response> {
  const known = uuidSchema.safeParse(tenantId).success
  const { request: facts } = signInContext(request.headers)
  const certificate = known ? await samlKeyCertificate('saml-decryption', tenantId, facts) : null
  const signing = certificate ? await samlKeyCertificate('saml-signing', tenantId, facts) : null
  if (!certificate || !signing) return new Response('Not found\n', { status: 404 })
  const { entityId, acsUrl, sloUrl } = ourAddresses(tenantId)
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="false" WantAssertionsSigned="true">
    <KeyDescriptor use="signing">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${signing.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
    </KeyDescriptor>
    <KeyDescriptor use="encryption">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
${ENCRYPTION_METHODS.map((method) => `      <EncryptionMethod Algorithm="${method}"/>`).join('\n')}
    </KeyDescriptor>
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${sloUrl}"/>
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${sloUrl}"/>
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
  return new Response(xml, {
    headers: { 'content-type': 'application/samlmetadata+xml; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
}

/** The ones that guard/decrypt-assertion.ts opens, the best first. */
const ENCRYPTION_METHODS = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
]
