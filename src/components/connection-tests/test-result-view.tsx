'use client'

import { useQuery } from '@tanstack/react-query'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { TestResult } from './test-result.tsx'

export function TestResultView({ id }: { id: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const test = useQuery(
    trpc.connectionTests.get.queryOptions(
      { id },
      { refetchInterval: (query) => (query.state.data?.state === 'running' ? 2_000 : false) },
    ),
  )
  if (test.isPending) return <RowsSkeleton rows={6} columns={2} />
  if (test.error) {
    return (
      <ErrorState what="this test" error={test.error} onRetry={() => void test.refetch()} pending={test.isFetching} />
    )
  }
  const { traceId } = test.data
  return (
    <TestResult
      test={test.data}
      traceLink={
        traceId ? (
          <TextLink href={`${href('sso/traces')}?trace=${traceId}`} prefetch={false}>
            Open its trace, step by step
          </TextLink>
        ) : null
      }
    />
  )
}
