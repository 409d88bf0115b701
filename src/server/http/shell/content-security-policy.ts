import { randomBytes } from 'node:crypto'

export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/**
 * The policy of pages. Scripts run by nonce only; style attributes alone may be inline, because Radix
 * and Recharts position with them. Chromium applies `form-action` to redirects after a post as well, so
 * sign-in leaves for an identity provider by a link and never by a form.
 */
export function pagePolicy(nonce: string, options: { development: boolean }): string {
  const { development } = options
  const directives = [
    `default-src 'self'`,
    // The development server evaluates its modules.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? ` 'unsafe-eval'` : ''}`,
    // Its style sheets are injected without a nonce, and a nonce would switch 'unsafe-inline' off.
    development ? `style-src 'self' 'unsafe-inline'` : `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    development ? `connect-src 'self' ws: wss:` : `connect-src 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
  ]
  return directives.join('; ')
}

/** Machine answers are data: nothing in them may load, run or be framed. */
export const MACHINE_POLICY = `default-src 'none'; frame-ancestors 'none'`

/**
 * Whether an address answers with a policy of its own: a sign-out may have to leave for the identity provider by a
 * form (SAML bindings §3.5), which the policy of pages lets lead nowhere. Next keeps a header that is there already.
 */
export function statesOwnPolicy(path: string): boolean {
  return /^\/api\/sso\/(sign-out|saml\/[^/]+\/slo)\/?$/.test(path)
}
