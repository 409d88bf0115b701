import { expect, it } from 'vitest'
import { landingPath } from './landing-path.ts'

it.each([
  '/t/acme/audit',
  '/t/acme/members/019aa000-0000-7000-8000-000000000001',
  '/t/acme/audit?action=user.create&from=2026-01-01',
  `/oauth/resume?request=${'a'.repeat(43)}`,
])('leads to %s of the tenant', (asked) => expect(landingPath('acme', asked)).toBe(asked))

it.each([
  null,
  '',
  '/',
  '//evil.example',
  '//evil.example/t/acme/audit',
  '/\\evil.example',
  '/t/acme\\..\\..',
  '/t/acme/../globex',
  '/t/acme/%2e%2e/globex',
  '/t/acme//evil.example',
  '/t/acme-other/audit',
  '/t/acme.evil.example',
  '/t/globex/audit',
  'https://evil.example/t/acme/audit',
  'javascript:alert(1)//t/acme',
  '/oauth/resume',
  `/oauth/resume?request=${'a'.repeat(42)}`,
  `/oauth/resume?request=${'a'.repeat(43)}&next=//evil.example`,
  `/oauth/resume/../../evil?request=${'a'.repeat(43)}`,
  `https://evil.example/oauth/resume?request=${'a'.repeat(43)}`,
  '/oauth/logout?post_logout_redirect_uri=https://evil.example',
  '/t/acme/audit#x',
  '/t/acme/audit\r\nSet-Cookie: a=b',
  `/t/acme/${'a'.repeat(2000)}`,
])('leads to the overview instead of %s', (asked) => {
  expect(landingPath('acme', asked)).toBe('/t/acme/overview')
})

it.each(['/operator/tenants', '/operator/tenants?q=acme', '/t/operator/sso'])('leads operators to %s', (asked) => {
  expect(landingPath('operator', asked)).toBe(asked)
})

it.each([
  null,
  '/operator',
  '/operators/evil',
  '/operator//evil.example',
  '/operator/../t/acme/audit',
  '/t/acme/audit',
])('leads operators to their console instead of %s', (asked) =>
  expect(landingPath('operator', asked)).toBe('/operator'),
)

it('leads nobody else into the operator console', () => {
  expect(landingPath('acme', '/operator/tenants')).toBe('/t/acme/overview')
})
