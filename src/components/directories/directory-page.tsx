'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import type { Directory } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { DirectorySections } from './directory-sections.tsx'

type Props = { id: string; purpose: string; children: (directory: Directory) => ReactNode }

/** A page about one directory: its name, its sections, and what the page is for. */
export function DirectoryPage({ id, purpose, children }: Props) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const directory = useQuery(trpc.directories.get.queryOptions({ id }))
  return (
    <>
      <PageHeader
        title={directory.data?.name ?? 'Directory'}
        purpose={purpose}
        back={{ href: href('directories'), label: 'Directories' }}
      />
      {directory.data ? (
        <>
          <DirectorySections directoryId={id} />
          {children(directory.data)}
        </>
      ) : directory.error ? (
        <ErrorState
          what="this directory"
          error={directory.error}
          onRetry={() => void directory.refetch()}
          pending={directory.isFetching}
        />
      ) : (
        <RowsSkeleton rows={8} columns={3} />
      )}
    </>
  )
}
