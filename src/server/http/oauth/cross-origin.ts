import type { Context } from 'hono'
import { isOriginOfApplication } from '#server/domains/applications/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { requestContext } from './request-context.ts'

/** What lets pages of a public application read the answer (Fetch, CORS protocol). No credentials: no cookie counts here. */
export async function allowBrowserOf(c: Context<MachineEnv>): Promise<Record<string, string>> {
  const origin = c.req.header('origin')
  if (origin === undefined) return {}
  const known = await isOriginOfApplication(origin, requestContext(c))
  return known ? { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' } : { Vary: 'Origin' }
}

export async function preflight(c: Context<MachineEnv>): Promise<Response> {
  const headers = await allowBrowserOf(c)
  return new Response(null, {
    status: 204,
    headers: headers['Access-Control-Allow-Origin']
      ? {
          ...headers,
          'Access-Control-Allow-Methods': 'GET, POST',
          'Access-Control-Allow-Headers': 'authorization, content-type',
          'Access-Control-Max-Age': '600',
        }
      : headers,
  })
}
