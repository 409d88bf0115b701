import type { Metadata } from 'next'
import { DirectoryPeopleView } from '#components/directories/browse/directory-people-view.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.directoryPeople.title }

export default async function Page({ params }: { params: Promise<{ directoryId: string }> }) {
  const { directoryId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId }))
  return (
    <HydrateQueries>
      <DirectoryPeopleView directoryId={directoryId} />
    </HydrateQueries>
  )
}
