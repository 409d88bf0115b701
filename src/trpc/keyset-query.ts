import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query'

type Page = { nextCursor: string | null }
type Cursor = { cursor?: string }

/**
 * A keyset-paged list as an infinite query. tRPC's own `infiniteQueryOptions` adds a `direction` to the
 * input, which our strict schemas refuse: lists only ever go forward.
 */
export function keysetQuery<P extends Page>(queryKey: QueryKey, fetchPage: (cursor: Cursor) => Promise<P>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam === undefined ? {} : { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.nextCursor ?? undefined,
  })
}
