import type { Element } from '@xmldom/xmldom'
import { ASSERTION } from './guard-state.ts'
import { attributeOf, childElements, instantOf, textOf } from './xml.ts'

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const EMAIL_NAME_ID = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'

/** Attribute names that decide who somebody is. Nothing else in an assertion has an effect of its own. */
const IDENTITY_ATTRIBUTES = {
  email: ['email', 'mail', 'emailAddress', `${CLAIMS}/emailaddress`, 'urn:oid:0.9.2342.19200300.100.1.3'],
  givenName: ['firstName', 'givenName', `${CLAIMS}/givenname`, 'urn:oid:2.5.4.42'],
  familyName: ['lastName', 'sn', 'surname', `${CLAIMS}/surname`, 'urn:oid:2.5.4.4'],
} as const
type IdentityAttribute = keyof typeof IDENTITY_ATTRIBUTES

/** Who an identity provider says has signed in. */
export type VerifiedIdentity = {
  subject: string
  email: string | null
  /** Whether the provider vouches for the address, so that it may find a user that SCIM made. */
  emailVerified: boolean
  givenName: string | null
  familyName: string | null
  /** Everything that was said, for the tenant's own mapping rules; none of it has an effect by itself. */
  claims: Readonly<Record<string, readonly string[]>>
  /** When the provider last saw the person prove who they are (SAML core §2.7.2, OpenID Connect Core §2 `auth_time`). */
  authenticatedAt?: Date | null
}
export type SamlIdentity = VerifiedIdentity & {
  assertionId: string
  /** Until when a copy of the assertion could pass the time checks. */
  notOnOrAfter: Date
  /** When the provider's own session ends, where it says so (SAML core §2.7.2). */
  sessionEndsAt: Date | null
  /** What the provider calls the person and its session, word for word (SAML core §2.2.3, §2.7.2). */
  providerSession: {
    protocol: 'saml'
    nameId: string
    format: string | null
    nameQualifier: string | null
    spNameQualifier: string | null
    sessionIndex: string | null
  }
}

/** Reads an assertion that has passed every check. */
export function readSamlIdentity(assertion: Element): SamlIdentity {
  const nameId = childElements(assertion, ASSERTION, 'Subject').flatMap((subject) =>
    childElements(subject, ASSERTION, 'NameID'),
  )[0]
  const conditions = childElements(assertion, ASSERTION, 'Conditions')[0]
  const end = conditions && instantOf(attributeOf(conditions, 'NotOnOrAfter'))
  const subject = nameId && textOf(nameId)
  const assertionId = attributeOf(assertion, 'ID')
  if (!nameId || !subject || !end || !assertionId) throw new Error('read before it was checked')
  const fromNameId = attributeOf(nameId, 'Format') === EMAIL_NAME_ID ? subject : null
  return {
    subject,
    email: valuesOf(assertion, 'email')[0] ?? fromNameId,
    emailVerified: true,
    givenName: valuesOf(assertion, 'givenName')[0] ?? null,
    familyName: valuesOf(assertion, 'familyName')[0] ?? null,
    claims: claimsOf(assertion),
    assertionId,
    notOnOrAfter: end,
    sessionEndsAt: sessionEnd(assertion),
    providerSession: {
      protocol: 'saml',
      nameId: subject,
      format: attributeOf(nameId, 'Format'),
      nameQualifier: attributeOf(nameId, 'NameQualifier'),
      spNameQualifier: attributeOf(nameId, 'SPNameQualifier'),
      sessionIndex: sessionIndexOf(assertion),
    },
    authenticatedAt: authenticationInstant(assertion),
  }
}

function claimsOf(assertion: Element): Record<string, string[]> {
  const claims = new Map<string, string[]>()
  for (const statement of childElements(assertion, ASSERTION, 'AttributeStatement')) {
    for (const attribute of childElements(statement, ASSERTION, 'Attribute')) {
      const name = attributeOf(attribute, 'Name')
      if (!name) continue
      const values = childElements(attribute, ASSERTION, 'AttributeValue').flatMap((value) => textOf(value) || [])
      claims.set(name, [...(claims.get(name) ?? []), ...values])
    }
  }
  return Object.fromEntries(claims)
}

/** SAML core §2.7.2: null where there is none, or where several statements would make it two. */
function sessionIndexOf(assertion: Element): string | null {
  const [index, ...others] = childElements(assertion, ASSERTION, 'AuthnStatement').flatMap(
    (statement) => attributeOf(statement, 'SessionIndex') ?? [],
  )
  return index !== undefined && others.length === 0 && index.length <= 512 ? index : null
}

/** The earliest of the authentications that the assertion speaks of. */
function authenticationInstant(assertion: Element): Date | null {
  const instants = childElements(assertion, ASSERTION, 'AuthnStatement').flatMap(
    (statement) => instantOf(attributeOf(statement, 'AuthnInstant'))?.getTime() ?? [],
  )
  return instants.length === 0 ? null : new Date(Math.min(...instants))
}

/** The earliest end of the sessions that the assertion speaks of. */
function sessionEnd(assertion: Element): Date | null {
  const ends = childElements(assertion, ASSERTION, 'AuthnStatement').flatMap(
    (statement) => instantOf(attributeOf(statement, 'SessionNotOnOrAfter'))?.getTime() ?? [],
  )
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}

/** Says which identity attribute has two readings; null where each has one. */
export function ambiguousIdentityAttribute(assertion: Element): string | null {
  for (const name of Object.keys(IDENTITY_ATTRIBUTES) as IdentityAttribute[]) {
    const attributes = attributesNamed(assertion, name)
    const names = attributes.map((attribute) => attributeOf(attribute, 'Name'))
    if (new Set(names).size !== names.length) return `${name} comes twice`
    for (const attribute of attributes) {
      const values = childElements(attribute, ASSERTION, 'AttributeValue')
      if (values.length > 1) return `several values of ${name}`
      if (values[0] && textOf(values[0]) === null) return `markup in ${name}`
    }
    const distinct = new Set(valuesOf(assertion, name).map((value) => value.toLowerCase()))
    if (distinct.size > 1) return `contradicting values of ${name}`
  }
  return null
}

function valuesOf(assertion: Element, name: IdentityAttribute): string[] {
  return attributesNamed(assertion, name).flatMap((attribute) =>
    childElements(attribute, ASSERTION, 'AttributeValue').flatMap((value) => textOf(value) || []),
  )
}

function attributesNamed(assertion: Element, name: IdentityAttribute): Element[] {
  const wanted: readonly string[] = IDENTITY_ATTRIBUTES[name]
  return childElements(assertion, ASSERTION, 'AttributeStatement')
    .flatMap((statement) => childElements(statement, ASSERTION, 'Attribute'))
    .filter((attribute) => wanted.includes(attributeOf(attribute, 'Name') ?? ''))
}
