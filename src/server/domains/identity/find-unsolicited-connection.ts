import type { Element } from '@xmldom/xmldom'
import { withTenant } from '#server/platform/db/index.ts'
import { idpInitiatedConnections, type StoredConnection } from './connection-store.ts'
import { tenantBySlug } from './find-tenant-for-sign-in.ts'
import { ASSERTION } from './guard/guard-state.ts'
import { childElements, parseUntrustedXml, textOf } from './guard/xml.ts'
import { tenantOfEntityId } from './our-addresses.ts'
import { type SignInContext, signInReadScope } from './sign-in-context.ts'

export type UnsolicitedCandidate = { tenantId: string; connections: StoredConnection[] }

/**
 * The connections that could vouch for a response that nobody asked for. Audience and issuer only say where to
 * look: whose response it is, the signature of one of these connections decides.
 *
 * The audience of an encrypted assertion cannot be read before it is known whose key opens it. It is looked for in the
 * tenant whose page the RelayState names, and nowhere else: that names one key to try, and what is inside must then be
 * signed by a connection of that tenant, for that tenant's audience, like any other.
 */
export async function findUnsolicitedConnections(
  { samlResponse, relayState }: { samlResponse: string; relayState: string },
  context: SignInContext,
): Promise<UnsolicitedCandidate | null> {
  const response = responseIn(samlResponse)
  const place = response && (clearPlace(response) ?? (await encryptedPlace(response, relayState)))
  if (!place) return null
  const connections = await withTenant(signInReadScope(place.tenantId, context.request), (tx) =>
    idpInitiatedConnections(tx, place.issuer),
  )
  return connections.length === 0 ? null : { tenantId: place.tenantId, connections }
}

type Place = { tenantId: string; issuer: string }

function clearPlace(response: Element): Place | null {
  const assertions = childElements(response, ASSERTION, 'Assertion')
  const [assertion] = assertions
  if (!assertion || assertions.length !== 1) return null
  const audiences = childElements(assertion, ASSERTION, 'Conditions')
    .flatMap((conditions) => childElements(conditions, ASSERTION, 'AudienceRestriction'))
    .flatMap((restriction) => childElements(restriction, ASSERTION, 'Audience'))
  const tenants = new Set(audiences.flatMap((audience) => tenantOfEntityId(textOf(audience) ?? '') ?? []))
  const [tenantId] = tenants
  const issuer = issuerOf(assertion)
  return issuer && tenantId && tenants.size === 1 ? { tenantId, issuer } : null
}

async function encryptedPlace(response: Element, relayState: string): Promise<Place | null> {
  const slug = /^\/t\/([^/?#]+)/.exec(relayState)?.[1]
  const issuer = issuerOf(response)
  if (!slug || !issuer || childElements(response, ASSERTION, 'EncryptedAssertion').length !== 1) return null
  if (childElements(response, ASSERTION, 'Assertion').length > 0) return null
  const tenant = await tenantBySlug(slug)
  return tenant && { tenantId: tenant.id, issuer }
}

function issuerOf(element: Element): string | null {
  const issuers = childElements(element, ASSERTION, 'Issuer').map(textOf)
  return issuers.length === 1 ? (issuers[0] ?? null) : null
}

function responseIn(samlResponse: string): Element | null {
  try {
    return parseUntrustedXml(Buffer.from(samlResponse, 'base64').toString('utf8')).documentElement
  } catch {
    return null
  }
}
