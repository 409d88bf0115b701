import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { newNonce, pagePolicy, statesOwnPolicy } from './content-security-policy.ts'

const { getScriptNonceFromHeader } = createRequire(import.meta.url)(
  'next/dist/server/app-render/get-script-nonce-from-header.js',
) as { getScriptNonceFromHeader: (policy: string) => string | undefined }

function directives(policy: string): Record<string, string> {
  return Object.fromEntries(policy.split('; ').map((directive) => directive.split(/ (.*)/s).slice(0, 2)))
}

it('lets scripts run by nonce only in production', () => {
  expect(directives(pagePolicy('bm9uY2U=', { development: false }))).toEqual({
    'default-src': "'self'",
    'script-src': "'nonce-bm9uY2U=' 'strict-dynamic'",
    'style-src': "'self' 'nonce-bm9uY2U='",
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'object-src': "'none'",
  })
})

it('loosens in development what the development server needs and nothing about frames, forms and base', () => {
  const production = directives(pagePolicy('n', { development: false }))
  const development = directives(pagePolicy('n', { development: true }))
  const different = Object.keys(production).filter((name) => production[name] !== development[name])
  expect(different.sort()).toEqual(['connect-src', 'script-src', 'style-src'])
})

it('gives Next the nonce that it looks for, a new one each time', () => {
  const nonces = Array.from({ length: 50 }, () => newNonce())
  expect(new Set(nonces).size).toBe(50)
  for (const nonce of nonces) {
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(getScriptNonceFromHeader(pagePolicy(nonce, { development: false }))).toBe(nonce)
  }
})

it('leaves its own policy to a sign-out that may leave by a form, and to nothing else', () => {
  for (const path of ['/api/sso/sign-out', '/api/sso/saml/01a20558-e499-710e-8311-5699be412f1b/slo'])
    expect(statesOwnPolicy(path)).toBe(true)
  for (const path of [
    '/',
    '/sign-in/acme',
    '/t/acme/sso',
    '/api/sso/saml/acs',
    '/api/sso/sign-out/x',
    '/x/api/sso/sign-out',
  ])
    expect(statesOwnPolicy(path)).toBe(false)
})
