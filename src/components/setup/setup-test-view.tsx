'use client'

import { useQuery } from '@tanstack/react-query'
import { TestResult } from '#components/connection-tests/test-result.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'
import { SetupOver } from './setup-over.tsx'

export function SetupTestView({ id }: { id: string }) {
  const trpc = useTRPC()
  const test = useQuery(
    trpc.setup.getTest.queryOptions(
      { id },
      { refetchInterval: (query) => (query.state.data?.state === 'running' ? 2_000 : false) },
    ),
  )
  if (test.isPending) return <RowsSkeleton rows={6} columns={2} />
  if (test.error) {
    if (describeFailure(test.error).code === 'unauthenticated') return <SetupOver />
    return (
      <ErrorState what="this test" error={test.error} onRetry={() => void test.refetch()} pending={test.isFetching} />
    )
  }
  return (
    <>
      <h1 className="mb-4 text-title">Test of {test.data.connection.name}</h1>
      <TestResult ofSetup test={test.data} traceLink={<TextLink href="/setup">Back to the set-up</TextLink>} />
    </>
  )
}
