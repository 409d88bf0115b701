import type { Metadata } from 'next'
import { TestResultView } from '#components/connection-tests/test-result-view.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.connectionTest.title }

type Props = { params: Promise<{ tenant: string; testId: string }> }

export default async function Page({ params }: Props) {
  const { tenant, testId } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.connectionTests.get.queryOptions({ id: testId }))
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.connectionTest} back={{ href: `/t/${tenant}/sso`, label: 'Connections' }} />
      <TestResultView id={testId} />
    </HydrateQueries>
  )
}
