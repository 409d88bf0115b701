import type { Element } from '@xmldom/xmldom'
import { withTenant } from '#server/platform/db/index.ts'
import { idpInitiatedConnections, type StoredConnection } from './connection-store.ts'
import { ASSERTION } from './guard/guard-state.ts'
import { childElements, parseUntrustedXml, textOf } from './guard/xml.ts'
import { tenantOfEntityId } from './our-addresses.ts'
import { type SignInContext, signInReadScope } from './sign-in-context.ts'

export type UnsolicitedCandidate = { tenantId: string; connections: StoredConnection[] }

/**
 * The connections that could vouch for a response that nobody asked for. Audience and issuer only say where to
 * look: whose response it is, the signature of one of these connections decides.
 */
export async function findUnsolicitedConnections(
  samlResponse: string,
  context: SignInContext,
): Promise<UnsolicitedCandidate | null> {
  const assertion = soleAssertion(samlResponse)
  if (!assertion) return null
  const issuers = childElements(assertion, ASSERTION, 'Issuer').map(textOf)
  const audiences = childElements(assertion, ASSERTION, 'Conditions')
    .flatMap((conditions) => childElements(conditions, ASSERTION, 'AudienceRestriction'))
    .flatMap((restriction) => childElements(restriction, ASSERTION, 'Audience'))
  const tenants = new Set(audiences.flatMap((audience) => tenantOfEntityId(textOf(audience) ?? '') ?? []))
  const [issuer] = issuers
  const [tenantId] = tenants
  if (!issuer || issuers.length !== 1 || !tenantId || tenants.size !== 1) return null
  const connections = await withTenant(signInReadScope(tenantId, context.request), (tx) =>
    idpInitiatedConnections(tx, issuer),
  )
  return connections.length === 0 ? null : { tenantId, connections }
}

function soleAssertion(samlResponse: string): Element | null {
  try {
    const xml = Buffer.from(samlResponse, 'base64').toString('utf8')
    const root = parseUntrustedXml(xml).documentElement
    const assertions = root ? childElements(root, ASSERTION, 'Assertion') : []
    return assertions.length === 1 ? (assertions[0] as Element) : null
  } catch {
    return null
  }
}
