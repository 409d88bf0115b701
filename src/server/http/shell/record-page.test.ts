import { expect, it } from 'vitest'
import { pageRoute } from './record-page.ts'

it.each([
  ['/', '/'],
  ['/t/acme/audit', '/t/:tenant/audit'],
  ['/t/acme', '/t/:tenant'],
  ['/t/acme/directories/01a204d2-a666-73a8-b85b-5f928770d7c7', '/t/:tenant/directories'],
  ['/t/acme/secret-name', '/t/:tenant/:section'],
  ['/api/trpc/members.list,me', '/api/trpc/*'],
  ['/api/auth/callback/jackson', '/api/auth/*'],
  ['/_next/static/chunks/x.js', '/_next/*'],
  ['/sign-in/acme', '/*'],
  ['/anything/else"}', '/*'],
])('the page %s counts as %s: tenants, ids and codes stay out of logs and metrics', (path, route) => {
  expect(pageRoute(path)).toBe(route)
})
