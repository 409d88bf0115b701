import type { Hono } from 'hono'
import type { MachineEnv } from './exchange.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Methods that a path answers, for `Allow` (RFC 9110 section 15.5.6); empty for an unknown path. */
export function allowedMethods(app: Hono<MachineEnv>, path: string): string[] {
  const allowed: string[] = METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
  if (allowed.includes('GET')) allowed.splice(1, 0, 'HEAD')
  return allowed
}
