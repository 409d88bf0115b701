import type { Metadata } from 'next'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { OperatorsView } from '#components/operator/operators-view.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { requireOperator } from '#trpc/require-operator.ts'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.operators.title }

export default async function Page() {
  await requireOperator('operator:read', '/operator/operators')
  await queryClientOfRequest().prefetchQuery(trpcOnServer.operators.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader
        {...PAGE_WORDS.operators}
        action={
          <PageAction permission="operator:manage" param="invite" value="1">
            Invite operator
          </PageAction>
        }
      />
      <OperatorsView />
    </HydrateQueries>
  )
}
