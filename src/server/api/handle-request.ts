import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { ScimDoor } from '#server/domains/rehearsal/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { createContext } from './context.ts'
import { toTrpcError } from './error-map.ts'
import { appRouter } from './router.ts'
import { isSameOrigin } from './same-origin.ts'

const CALLS_IN_A_BATCH = 20

/** Answers one HTTP request to the console's API. tRPC itself takes queries by GET and mutations by POST only. */
export function handleRequest(request: Request, scimDoor?: ScimDoor): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: CALLS_IN_A_BATCH,
    createContext: async () => {
      if (request.method !== 'GET' && !isSameOrigin(request.headers)) throw toTrpcError(foreignPage(), {})
      const context = await createContext({ headers: request.headers }, { carriesCookies: true })
      return scimDoor ? { ...context, scimDoor } : context
    },
    responseMeta: ({ ctx }) => {
      const headers = new Headers({ 'cache-control': 'no-store' })
      if (ctx?.setCookie) headers.append('set-cookie', ctx.setCookie)
      return { headers }
    },
  })
}

function foreignPage(): AppError {
  return new AppError({
    code: 'forbidden',
    message: 'This request did not come from a page of this console. Reload the page and try again.',
  })
}
