import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** `_gatehouse-challenge.` stands before it and a name has 253 characters at most (RFC 1035 §2.3.4). */
const LONGEST = 232
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * A domain as it is stored and compared: ASCII (RFC 5891), lower case, without a final dot. Null where it is no
 * name under which somebody could own mail: an address, a single label, a URL.
 */
export function eMailDomain(typed: string): string | null {
  const name = typed.trim().replace(/^@/, '').replace(/\.$/, '')
  if (name === '' || /[\s/\\:?#@%[\]]/.test(name) || isIP(name) !== 0) return null
  const ascii = domainToASCII(name).toLowerCase()
  const labels = ascii.split('.')
  if (ascii.length > LONGEST || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null
  return /^[0-9]+$/.test(labels.at(-1) ?? '') ? null : ascii
}

/** The domain of an e-mail address; what stands before the last @ is not looked at. */
export function domainOfAddress(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 1 || address.length > 320 ? null : eMailDomain(address.slice(at + 1))
}
