import { expect, it } from 'vitest'
import { requestTarget } from './request-target.ts'

it.each([
  '/api/v1/../../etc/passwd',
  '/api/v1/%2e%2e/tenants',
  '/api/v1/.%2E/tenants',
  '/api/v1/./audit',
  '/api/v1/members%2F1',
  '/api/v1/members%2f1',
  '/api/v1/members\\1',
  '/api/v1/members%5C1',
  '/api/v1/members/%00',
  '/api/v1//members',
  '/scim/v2/Users/%zz',
  '/scim/v2/Users/%',
])('the machine path %s is refused, because two servers could read it differently', (url) => {
  expect(requestTarget(url).kind).toBe('refused')
})

it.each(['//evil.example/x', 'http://evil.example/health', '*', ''])('the target %j is no path of ours', (url) => {
  expect(requestTarget(url).kind).toBe('refused')
})

it.each([
  ['/api/v1/audit/events?cursor=%2F..%2F', 'api'],
  ['/scim/v2/Users?filter=userName%20eq%20%22a%2Fb%22', 'scim'],
  ['/scim/v2/Users/a%20b', 'scim'],
  ['/api/v1', 'api'],
  ['/health', 'operations'],
  ['/metrics?x', 'operations'],
])('%s goes to the machine application (%s)', (url, door) => {
  expect(requestTarget(url)).toMatchObject({ kind: 'machine', door })
})

it.each([
  '/',
  '/t/acme/audit',
  '/api/trpc/x',
  '/api/auth/signin',
  '/api/v10',
  '/healthy',
  '/API/V1/members',
  '/%61pi/v1',
  '/scim/v2x',
])('%s is a page: paths match as they were sent', (url) => {
  expect(requestTarget(url).kind).toBe('page')
})
