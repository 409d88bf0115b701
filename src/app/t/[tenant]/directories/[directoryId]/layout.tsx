import type { ReactNode } from 'react'
import { DryRunBanner } from '#components/directories/dry-run-banner.tsx'
import { GuardRailBanner } from '#components/directories/guard-rail-banner.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

type Props = { children: ReactNode; params: Promise<{ directoryId: string }> }

/** Whatever page of a directory is open: that it is in dry run, or its removals paused, stands above it. */
export default async function Layout({ children, params }: Props) {
  const { directoryId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId }))
  return (
    <>
      <HydrateQueries>
        <DryRunBanner directoryId={directoryId} />
      </HydrateQueries>
      <GuardRailBanner directoryId={directoryId} />
      {children}
    </>
  )
}
