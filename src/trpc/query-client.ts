import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { describeFailure } from './describe-failure.ts'

/** Someone whose session has ended is sent to sign in, and back here afterwards. */
function leaveWhenSignedOut(error: unknown): void {
  if (typeof window === 'undefined' || describeFailure(error).code !== 'unauthenticated') return
  const { pathname } = window.location
  const tenant = /^\/operator(\/|$)/.test(pathname) ? HOUSE_SLUG : /^\/t\/([^/]+)/.exec(pathname)?.[1]
  const back = window.location.pathname + window.location.search
  const query = new URLSearchParams({ ended: '1', next: back })
  window.location.assign(tenant ? `/sign-in/${tenant}?${query}` : `/sign-in?${query}`)
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 1 && describeFailure(error).retryable,
      },
      dehydrate: { shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) },
    },
  })
}
