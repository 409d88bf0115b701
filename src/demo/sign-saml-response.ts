import samlp from 'samlp'
import { SAML_ENTITY_ID } from './connections.ts'
import type { DemoKeys } from './demo-keys.ts'

const EMAIL_NAME_ID = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

export type SignSamlResponseInput = {
  keys: DemoKeys['saml']
  person: { userName: string; email: string; givenName: string; familyName: string; groups: readonly string[] }
  acsUrl: string
  audience: string
  inResponseTo: string
  /** `samlp`'s own options, for tests that need a response other than a correct one. */
  options?: Record<string, unknown>
}

/** A signed SAML 2.0 response, made by npm's `samlp`. */
export function signSamlResponse(input: SignSamlResponseInput): Promise<string> {
  const { person } = input
  const options = {
    issuer: SAML_ENTITY_ID,
    cert: input.keys.certificatePem,
    key: input.keys.privateKeyPem,
    audience: input.audience,
    destination: input.acsUrl,
    recipient: input.acsUrl,
    inResponseTo: input.inResponseTo,
    lifetimeInSeconds: 300,
    signatureAlgorithm: 'rsa-sha256',
    digestAlgorithm: 'sha256',
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
    profileMapper: () => ({
      getClaims: () => ({
        [`${CLAIMS}/emailaddress`]: person.email,
        [`${CLAIMS}/givenname`]: person.givenName,
        [`${CLAIMS}/surname`]: person.familyName,
        'http://schemas.xmlsoap.org/claims/Group': person.groups,
      }),
      getNameIdentifier: () => ({ nameIdentifier: person.userName, nameIdentifierFormat: EMAIL_NAME_ID }),
    }),
    ...input.options,
  }
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(options, person, (error, xml) => (error || !xml ? reject(error) : resolve(xml)))
  })
}
