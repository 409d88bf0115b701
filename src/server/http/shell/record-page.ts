import type { IncomingMessage, ServerResponse } from 'node:http'
import { metrics } from '#server/platform/observability/metrics.ts'
import { logRequest } from '#server/platform/observability/request-log.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

/** What a page's address counts as: never the address itself, which holds tenants, ids and codes. */
export function pageRoute(path: string): string {
  if (path.startsWith('/_next/')) return '/_next/*'
  if (path.startsWith('/api/trpc/')) return '/api/trpc/*'
  if (path.startsWith('/api/auth/')) return '/api/auth/*'
  if (path.startsWith('/api/sso/')) return '/api/sso/*'
  const inTenant = /^\/t\/[^/]+(?:\/([a-z-]{1,32}))?(\/.*)?$/.exec(path)
  if (inTenant)
    return `/t/:tenant${inTenant[1] === undefined ? '' : `/${SECTIONS.has(inTenant[1]) ? inTenant[1] : ':section'}`}`
  return path === '/' ? '/' : '/*'
}

const SECTIONS = new Set([
  'overview',
  'members',
  'groups',
  'roles',
  'sso',
  'directories',
  'audit',
  'keys',
  'sessions',
  'settings',
])

export function recordPage(request: IncomingMessage, response: ServerResponse, path: string, requestId: string): void {
  const started = performance.now()
  const route = pageRoute(path)
  const method = METHODS.has(request.method ?? '') ? (request.method as string) : 'OTHER'
  metrics().requestStarted()
  response.once('close', () => {
    const ms = performance.now() - started
    const status = response.writableFinished ? response.statusCode : 499
    metrics().requestEnded({ method, route, status }, ms / 1000)
    if (route !== '/_next/*') logRequest({ requestId, method, route, status, ms: Math.round(ms * 1000) / 1000 })
  })
}
