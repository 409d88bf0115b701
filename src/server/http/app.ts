import { Hono } from 'hono'
import { recordRefusedChange } from '#server/domains/access/index.ts'
import type { DirectoryPrincipal } from '#server/domains/directory/index.ts'
import { RequestObserver } from '#server/domains/provisioning-log/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { metrics } from '#server/platform/observability/metrics.ts'
import { logRequest } from '#server/platform/observability/request-log.ts'
import { allowedMethods } from './allowed-methods.ts'
import { apiApp } from './api-app.ts'
import type { MachineEnv } from './exchange.ts'
import { machineError } from './machine-error.ts'
import { oauthApp } from './oauth/app.ts'
import { operationsApp } from './operations-app.ts'
import { routePattern } from './route-pattern.ts'
import { scimApp } from './scim/app.ts'
import { saidBy, scimError } from './scim/scim-answer.ts'

/** The path as it was sent, escapes and all: what is matched is what was written. */
function sentPath(request: Request): string {
  const { url } = request
  const start = url.indexOf('/', url.indexOf('://') + 3)
  if (start === -1) return '/'
  const query = url.indexOf('?', start)
  return query === -1 ? url.slice(start) : url.slice(start, query)
}

// Two applications, because SCIM's patterns need the slower of Hono's routers.
const apis = new Hono<MachineEnv>({ getPath: sentPath })
apis.route('/', operationsApp)
apis.route('/api/v1', apiApp)
apis.route('/', oauthApp)
apis.onError(async (error, c) => {
  const { principal } = c.env.exchange
  const { method, path } = c.req
  if (principal && method !== 'GET') {
    await recordRefusedChange(principal, `${method} ${routePattern(apis, method, path)}`, error)
  }
  return machineError(error, c)
})
apis.notFound((c) => {
  const { error, headers } = notHere(apis, c.req.path)
  return machineError(error, c, headers)
})

const scim = new Hono<MachineEnv>({ getPath: sentPath })
scim.route('/scim/v2', scimApp)
scim.notFound((c) => {
  const { error, headers } = notHere(scim, c.req.path)
  if (c.req.method === 'OPTIONS' && headers.Allow) return new Response(null, { status: 204, headers })
  const observer = c.env?.exchange?.scim
  if (observer) observer.situation = error.code
  const response = scimError(error)
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
})

function notHere(app: Hono<MachineEnv>, path: string): { error: AppError; headers: Record<string, string> } {
  const allowed = allowedMethods(app, path).join(', ')
  if (allowed === '') {
    const message = 'There is no such address here. Check it against the documentation.'
    return { error: new AppError({ code: 'not_found', message }), headers: {} }
  }
  return {
    error: new AppError({ code: 'method_not_allowed', message: `This address answers ${allowed}.` }),
    headers: { Allow: allowed },
  }
}

function observe(env: MachineEnv['Bindings']): RequestObserver {
  const observer = new RequestObserver()
  env.exchange.scim = observer
  return observer
}

function askedBy(request: Request, path: string, { exchange }: MachineEnv['Bindings']) {
  const query = request.url.indexOf('?')
  return {
    requestId: exchange.requestId,
    method: request.method,
    path,
    query: query === -1 ? '' : request.url.slice(query + 1),
    ip: exchange.clientIp || undefined,
    userAgent: request.headers.get('user-agent')?.slice(0, 512),
    authorization: request.headers.get('authorization') ?? undefined,
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Answers a machine's request, and counts and logs it: everything under /api/v1, /scim/v2 and /oauth, and the
 * operator's addresses. Counting stands around the applications and not in them: middleware would make every answer wait.
 */
export function answerMachine(request: Request, env: MachineEnv['Bindings']): Response | Promise<Response> {
  const started = performance.now()
  metrics().requestStarted()
  const path = sentPath(request)
  const app = path.startsWith('/scim/') ? scim : apis
  const observer = app === scim ? observe(env) : null
  const ended = (status: number) => {
    const ms = performance.now() - started
    const method = METHODS.has(request.method) ? request.method : 'OTHER'
    const route = routePattern(app, request.method, path)
    const { requestId, tenantId } = env.exchange
    metrics().requestEnded({ method, route, status }, ms / 1000)
    logRequest({ requestId, tenantId, method, route, status, ms })
  }
  const answer = app.fetch(request, env)
  if (!(answer instanceof Promise)) {
    ended(answer.status)
    return answer
  }
  return answer.then(
    (response) => {
      ended(response.status)
      observer?.answered(askedBy(request, path, env), { status: response.status, ...saidBy(response) })
      return response
    },
    (error: unknown) => {
      ended(500)
      throw error
    },
  )
}

/**
 * Answers a SCIM request that is only rehearsed, by the same application: not counted, not logged and not limited.
 * Outside of a rehearsal its token stands nowhere, and it is refused.
 */
export async function answerRehearsed(request: Request, principal: DirectoryPrincipal) {
  const { requestId } = principal.request
  const observer = new RequestObserver()
  const exchange = { requestId, clientIp: '', forwarded: false, scim: observer, rehearsedAs: principal }
  const response = await scim.fetch(request, { exchange })
  return { status: response.status, body: saidBy(response).body, situation: observer.situation }
}
