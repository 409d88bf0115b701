import { DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom'

const DEEPEST = 32
const MOST_ELEMENTS = 5_000
const ELEMENT_NODE = 1
const TEXT_NODE = 3
const CDATA_NODE = 4

/**
 * Parses XML that somebody else wrote: anything the parser finds odd is an error, and so are a DOCTYPE
 * (entities, external files), comments and processing instructions (they split the text they stand in,
 * and signatures cover it differently), and more depth or elements than any real message has.
 *
 * @throws Error saying what is not allowed; it does not quote the document.
 */
export function parseUntrustedXml(text: string): Document {
  // Refused before parsing as well, so that no declaration is ever acted on.
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new Error('a document type declaration')
  refuseDepth(text)
  const document = new DOMParser({
    onError: (level: string) => {
      throw new Error(`not well-formed (${level})`)
    },
  }).parseFromString(text, 'text/xml')
  let elements = 0
  const waiting: { node: Node; depth: number }[] = [{ node: document, depth: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.depth > DEEPEST) throw new Error('elements nested too deeply')
    for (let child = next.node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === ELEMENT_NODE) {
        elements++
        waiting.push({ node: child, depth: next.depth + 1 })
      } else if (child.nodeType !== TEXT_NODE && child.nodeType !== CDATA_NODE) {
        // The declaration itself is a processing instruction to this parser.
        const declaration = next.node === document && child.nodeName === 'xml' && child === document.firstChild
        if (!declaration) throw new Error('a comment, processing instruction or document type')
      }
    }
  }
  if (elements > MOST_ELEMENTS) throw new Error('too many elements')
  return document
}

/**
 * Counts open tags in one pass before anything is parsed, so that depth costs neither stack nor time. A `>` in an
 * attribute's value makes it count too much, never too little.
 */
function refuseDepth(text: string): void {
  let depth = 0
  let at = text.indexOf('<')
  while (at !== -1) {
    const cdata = text.startsWith('<![CDATA[', at)
    const end = text.indexOf(cdata ? ']]>' : '>', at)
    if (end === -1) throw new Error('not well-formed')
    const next = text[at + 1]
    if (next === '/') depth -= 1
    else if (next !== '?' && next !== '!' && text[end - 1] !== '/') depth += 1
    if (depth > DEEPEST * 4) throw new Error('elements nested too deeply')
    at = text.indexOf('<', end)
  }
}

export function childElements(parent: Element, namespace: string, localName: string): Element[] {
  const found: Element[] = []
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    if (child.nodeType !== ELEMENT_NODE) continue
    const element = child as unknown as Element
    if (element.namespaceURI === namespace && element.localName === localName) found.push(element)
  }
  return found
}

/** Every element below (and with) `root` of that local name, whatever its namespace. */
export function descendants(root: Element, localName: string): Element[] {
  const found = Array.from(root.getElementsByTagNameNS('*', localName))
  return root.localName === localName ? [root, ...found] : found
}

/** An element's text. Null where it holds other elements, so that a value has one reading only. */
export function textOf(element: Element): string | null {
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === ELEMENT_NODE) return null
  }
  return (element.textContent ?? '').trim()
}

/** An attribute without a prefix; null where it is missing or empty. */
export function attributeOf(element: Element, name: string): string | null {
  return element.getAttributeNS(null, name) || element.getAttribute(name) || null
}

/** SAML core §1.3.3: xs:dateTime in UTC. Null where it is anything else. */
export function instantOf(text: string | null): Date | null {
  if (!text || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return null
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? null : date
}
