import 'server-only'
import type { QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache } from 'react'
import { createContext } from '#server/api/context.ts'
import { appRouter } from '#server/api/router.ts'
import { makeQueryClient } from './query-client.ts'

const contextOfRequest = cache(async () => createContext({ headers: await headers() }))

/** The query client of this request; its results travel to the browser through `HydrateQueries`. */
export const queryClientOfRequest: () => QueryClient = cache(makeQueryClient)

/** Query options that call the router in process, as the signed-in person of this request. */
export const trpcOnServer = createTRPCOptionsProxy({
  ctx: contextOfRequest,
  router: appRouter,
  queryClient: queryClientOfRequest,
})

/** Calls the router in process, as the signed-in person of this request. */
export const callerOfRequest = cache(async () => appRouter.createCaller(await contextOfRequest()))
