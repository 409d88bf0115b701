import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queryClientOfRequest } from './server.ts'

/** Hands what the server fetched to the browser. A query that failed is left out: the browser asks again and shows why. */
export function HydrateQueries({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClientOfRequest())}>{children}</HydrationBoundary>
}
