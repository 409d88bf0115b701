import type { Metadata } from 'next'
import { SetUpView } from '#components/directories/set-up/set-up-view.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.directorySetUp.title }

export default async function Page({ params }: { params: Promise<{ directoryId: string }> }) {
  const { directoryId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.directories.get.queryOptions({ id: directoryId }))
  return (
    <HydrateQueries>
      <SetUpView directoryId={directoryId} />
    </HydrateQueries>
  )
}
