import type { Metadata } from 'next'
import { DirectoryView } from '#components/directories/directory-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: 'Directory' }

export default async function Page({ params }: { params: Promise<{ directoryId: string }> }) {
  const { directoryId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId }))
  return (
    <HydrateQueries>
      <DirectoryView id={directoryId} />
    </HydrateQueries>
  )
}
