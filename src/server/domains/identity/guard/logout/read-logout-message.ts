import { inflateRawSync } from 'node:zlib'
import type { Element } from '@xmldom/xmldom'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { repeatsAnId } from '../check-structure.ts'
import { ASSERTION, PROTOCOL } from '../guard-state.ts'
import { attributeOf, childElements, descendants, parseUntrustedXml, textOf } from '../xml.ts'
import type { LogoutDelivery } from './logout-state.ts'

const LARGEST_MESSAGE = 64 * 1024
const LONGEST_ID = 256

export type ReadLogoutMessage =
  | { ok: true; xml: string; root: Element; id: string; issuer: string }
  | { ok: false; check: SignInCheck; detail: string }

/**
 * Reads a LogoutRequest or LogoutResponse (SAML core §3.7) far enough to know whose it says it is. Nothing in it is
 * trusted yet. Bounded before and after inflating; no DOCTYPE, comment or instruction (guard/xml.ts).
 */
export function readLogoutMessage({ kind, message, query }: LogoutDelivery): ReadLogoutMessage {
  const refused = (check: SignInCheck, detail: string): ReadLogoutMessage => ({ ok: false, check, detail })
  const base64 = message.replace(/[\r\n]/g, '')
  if (base64.length === 0 || base64.length > LARGEST_MESSAGE) return refused('encoding', 'none, or too large')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return refused('encoding', 'not base64')
  let xml: string
  try {
    const octets = Buffer.from(base64, 'base64')
    const plain = query === null ? octets : inflateRawSync(octets, { maxOutputLength: LARGEST_MESSAGE })
    xml = new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    return refused('encoding', 'not deflated, too large, or not UTF-8')
  }
  let root: Element | null
  try {
    root = parseUntrustedXml(xml).documentElement
  } catch (error) {
    return refused(
      'document',
      error instanceof Error && /^[a-z ,()A-Z-]{1,80}$/.test(error.message) ? error.message : 'not well-formed',
    )
  }
  if (root?.namespaceURI !== PROTOCOL || root.localName !== kind) return refused('structure', `the root is no ${kind}`)
  if (attributeOf(root, 'Version') !== '2.0') return refused('structure', 'not SAML 2.0')
  if (descendants(root, kind).length !== 1) return refused('structure', `a ${kind} inside a ${kind}`)
  if (repeatsAnId(root)) return refused('structure', 'an ID is used twice')
  const id = attributeOf(root, 'ID')
  if (!id || id.length > LONGEST_ID) return refused('structure', 'no ID')
  const issuers = childElements(root, ASSERTION, 'Issuer').map(textOf)
  const [issuer] = issuers
  if (!issuer || issuers.length !== 1) return refused('issuer', 'not exactly one issuer')
  return { ok: true, xml, root, id, issuer }
}
