import type { ReceivedNode } from '#contracts/sign-in-traces.ts'
import { type DecodedResponse, looksSecret, ResponseTree } from './decoded-response.ts'

/** Claims about the token rather than about the person (OpenID Connect Core §2). */
const PLAIN_CLAIMS = new Set([
  'iss',
  'aud',
  'azp',
  'exp',
  'iat',
  'nbf',
  'auth_time',
  'acr',
  'amr',
  'email_verified',
  'updated_at',
])

/** Decodes verified claims for a trace. The tokens themselves never get here. */
export function decodeOpenidClaims(claims: Record<string, unknown>): DecodedResponse {
  const tree = new ResponseTree()
  return { tree: { ...nodeOf('claims', claims, tree, false, 0) }, personal: tree.personal }
}

function nodeOf(name: string, value: unknown, tree: ResponseTree, plain: boolean, depth: number): ReceivedNode {
  const node: ReceivedNode = { name, attributes: [], value: null, children: [] }
  if (looksSecret(name)) return { ...node, value: tree.removed('may be a secret') }
  if (typeof value !== 'object' || value === null) {
    node.value = plain ? tree.plain(String(value)) : tree.hide(String(value))
    return node
  }
  if (depth > 8) return { ...node, value: tree.removed('nested too deeply') }
  for (const [key, child] of Object.entries(value)) {
    if (!tree.room()) {
      node.children.push({ name: '…', attributes: [], value: tree.removed('more than is kept'), children: [] })
      break
    }
    const known = depth === 0 ? PLAIN_CLAIMS.has(key) : plain
    node.children.push(nodeOf(Array.isArray(value) ? `${Number(key) + 1}` : key, child, tree, known, depth + 1))
  }
  return node
}
