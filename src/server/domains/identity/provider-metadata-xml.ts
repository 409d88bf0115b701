import type { SamlMetadata } from './saml-metadata.ts'

/**
 * A provider's metadata with exactly the certificates that we accept, for the second validator: it would ignore one
 * without `use` beside one with it, and knows nothing of those that are on their way out.
 */
export function providerMetadataXml({ entityId, certificates, ssoUrl }: Omit<SamlMetadata, 'logout'>): string {
  const keys = certificates
    .map((pem) => pem.replace(/-----[^-]+-----|\s/g, ''))
    .map(
      (body) =>
        `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${body}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
    )
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(entityId)}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${escapeXml(ssoUrl)}"/></IDPSSODescriptor></EntityDescriptor>
`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
