import type { Hono } from 'hono'
import type { MachineEnv } from './exchange.ts'

/** The pattern that a request's path matched, such as `/scim/v2/Users/:id`; one name for all that match none. */
export function routePattern(app: Hono<MachineEnv>, method: string, path: string): string {
  const wanted = method === 'HEAD' ? 'GET' : method
  const matches = app.router.match(wanted, path)[0]
  for (let i = matches.length - 1; i >= 0; i -= 1) {
    const route = matches[i]?.[0][1]
    // Without the regular expressions that say what a parameter looks like.
    if (route?.method === wanted) return route.path.includes('{') ? route.path.replace(/\{[^/]*\}/g, '') : route.path
  }
  return 'unmatched'
}
