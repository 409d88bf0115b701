'use client'

import { useQuery } from '@tanstack/react-query'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { RehearsalView } from './rehearsal-view.tsx'

/** Before a provider is connected: what a new directory would do here. */
export function NewRehearsalView() {
  const trpc = useTRPC()
  const href = useTenantHref()
  const directories = useQuery(trpc.directories.list.queryOptions())
  return (
    <>
      <PageHeader {...PAGE_WORDS.rehearsal} back={{ href: href('directories'), label: 'Directories' }} />
      {directories.data ? (
        <RehearsalView directory={null} directories={directories.data.items} />
      ) : directories.error ? (
        <ErrorState
          what="directories"
          error={directories.error}
          onRetry={() => void directories.refetch()}
          pending={directories.isFetching}
        />
      ) : (
        <RowsSkeleton rows={6} columns={3} />
      )}
    </>
  )
}
