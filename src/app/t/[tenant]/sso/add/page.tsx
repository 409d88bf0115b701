import type { Metadata } from 'next'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { ConnectionWizard } from '#components/sso/connection-wizard.tsx'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: PAGE_WORDS.ssoAdd.title }

type Props = { params: Promise<{ tenant: string }> }

export default async function Page({ params }: Props) {
  const { tenant } = await params
  await queryClientOfRequest().prefetchQuery(trpcOnServer.sso.list.queryOptions())
  return (
    <HydrateQueries>
      <PageHeader {...PAGE_WORDS.ssoAdd} back={{ href: `/t/${tenant}/sso`, label: 'Single sign-on' }} />
      <ConnectionWizard />
    </HydrateQueries>
  )
}
