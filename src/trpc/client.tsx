'use client'

import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { AppRouter } from '#server/api/router.ts'
import { makeQueryClient } from './query-client.ts'

const context = createTRPCContext<AppRouter>()

export const { useTRPC, useTRPCClient } = context

let browserClient: QueryClient | undefined

/** One client for the browser's lifetime, a fresh one for every render on the server. */
function queryClientOfThisSide(): QueryClient {
  if (typeof window === 'undefined') return makeQueryClient()
  browserClient ??= makeQueryClient()
  return browserClient
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const queryClient = queryClientOfThisSide()
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', maxItems: 10 })] }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  )
}
