'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { AppRouter } from '#server/api/router.ts'
import { makeQueryClient } from './query-client.ts'
import { stepUpLink } from './step-up.ts'

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
    createTRPCClient<AppRouter>({ links: [stepUpLink, httpBatchLink({ url: '/api/trpc', maxItems: 10 })] }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  )
}

/** For the page of a set-up link: its calls say so, and its answers stay apart from those of somebody signed in. */
export function SetupTrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 0 } } }))
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [httpBatchLink({ url: '/api/trpc', maxItems: 10, headers: { 'x-setup-link': '1' } })],
    }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  )
}
