import type { Metadata } from 'next'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { DirectoryRehearsalView } from '#components/rehearsal/directory-rehearsal-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.rehearsal.title }

type Props = { params: Promise<{ directoryId: string }> }

export default async function Page({ params }: Props) {
  const { directoryId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId }))
  return (
    <HydrateQueries>
      <DirectoryRehearsalView directoryId={directoryId} />
    </HydrateQueries>
  )
}
