'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { Button } from '#components/ui/button.tsx'
import { DataTable } from '#components/ui/data-table/data-table.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Select } from '#components/ui/input.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { DRY_RUN_OUTCOMES, type DryRunPerson } from '#contracts/dry-run.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { keysetQuery } from '#trpc/keyset-query.ts'
import { DirectorySections } from './directory-sections.tsx'
import { DRY_RUN_COLUMNS } from './dry-run-columns.tsx'
import { DryRunFigures } from './dry-run-figures.tsx'
import { DryRunGoLive } from './dry-run-go-live.tsx'
import { dryRunInputFrom } from './dry-run-input.ts'
import { OUTCOME_WORDS } from './dry-run-words.ts'

export function DryRunView({ directoryId }: { directoryId: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayManage = useMay('directory:manage')
  const mayReadPeople = useMay('member:read')
  const directory = useQuery(trpc.directories.get.queryOptions({ id: directoryId }))
  const live = directory.data?.mode === 'live'
  const report = useQuery(trpc.dryRun.report.queryOptions({ directoryId }, { enabled: !live, refetchInterval: 30_000 }))
  const header = {
    title: directory.data?.name ?? 'Directory',
    purpose: PAGE_WORDS.dryRun.purpose,
    back: { href: href('directories'), label: 'Directories' },
  }
  const error = directory.error ?? report.error
  if (live) {
    return (
      <>
        <PageHeader {...header} />
        <DirectorySections directoryId={directoryId} />
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={FlaskConical}
            title="This directory is live"
            action={<LinkButton href={href(`directories/${directoryId}`)}>Open directory</LinkButton>}
          >
            What its provider sends happens. A live directory does not go back to dry run; add another to try something
            out.
          </EmptyState>
        </div>
      </>
    )
  }
  return (
    <>
      <PageHeader
        {...header}
        action={
          mayManage && directory.data && report.data ? (
            <DryRunGoLive directoryId={directoryId} provider={directory.data.provider} report={report.data} />
          ) : undefined
        }
      />
      <DirectorySections directoryId={directoryId} />
      {report.data ? (
        <div className="flex flex-col gap-6">
          <DryRunFigures directoryId={directoryId} report={report.data} />
          {mayReadPeople ? <DryRunPeople directoryId={directoryId} /> : null}
        </div>
      ) : error ? (
        <ErrorState
          what="the dry run"
          error={error}
          onRetry={() => void report.refetch()}
          pending={report.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={4} />
      )}
    </>
  )
}

function DryRunPeople({ directoryId }: { directoryId: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const mayReadLog = useMay('provisioning-log:read')
  const tenantHref = useTenantHref()
  const { params, replace } = useUrlParams()
  const wanted = params.get('outcome')
  const input = useMemo(
    () => ({ directoryId, ...dryRunInputFrom(new URLSearchParams({ outcome: wanted ?? '' })) }),
    [directoryId, wanted],
  )
  const people = useInfiniteQuery({
    ...keysetQuery(trpc.dryRun.people.infiniteQueryKey(input), (cursor) =>
      client.dryRun.people.query({ ...input, ...cursor }),
    ),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data])
  // What was sent about them, for who may see it.
  const hrefOf = (person: DryRunPerson) =>
    mayReadLog
      ? `${tenantHref(`directories/${directoryId}/log`)}?person=${person.id}`
      : `${tenantHref('members')}${person.personId ? `?member=${person.personId}` : ''}`
  const { fetchNextPage } = people
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (people.isPending) return <RowsSkeleton rows={8} columns={4} />
  if (people.error && rows.length === 0) {
    return (
      <ErrorState
        what="people"
        error={people.error}
        onRetry={() => void people.refetch()}
        pending={people.isFetching}
      />
    )
  }
  return (
    <DataTable
      label="People in the dry run"
      columns={DRY_RUN_COLUMNS}
      rows={rows}
      rowKey={(person) => person.id}
      rowHref={hrefOf}
      onOpen={(person) => router.push(hrefOf(person))}
      toolbar={
        <Select
          aria-label="What would happen"
          className="w-56"
          value={input.outcome ?? ''}
          onChange={(event) => replace({ outcome: event.target.value })}
        >
          <option value="">Everybody</option>
          {DRY_RUN_OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {OUTCOME_WORDS[outcome]}
            </option>
          ))}
        </Select>
      }
      summary={
        people.isPlaceholderData
          ? 'Filtering'
          : `${people.hasNextPage ? 'More than ' : ''}${countOf(rows.length, 'person', 'people')}, as they were sent`
      }
      rowCount={people.hasNextPage ? -1 : rows.length}
      hasMore={people.hasNextPage}
      loadMore={loadMore}
      loadingMore={people.isFetchingNextPage}
      stale={people.isPlaceholderData}
      empty={
        input.outcome ? (
          <EmptyState
            icon={FlaskConical}
            title="Nobody"
            action={<Button onClick={() => replace({ outcome: null })}>Show everybody</Button>}
          >
            By what was sent so far this would happen to nobody.
          </EmptyState>
        ) : (
          <EmptyState
            icon={FlaskConical}
            title="Nobody was sent yet"
            action={<LinkButton href={tenantHref(`directories/${directoryId}`)}>Open address and tokens</LinkButton>}
          >
            Enter the address and a token at the provider, assign people and groups, and start provisioning.
          </EmptyState>
        )
      }
    />
  )
}
