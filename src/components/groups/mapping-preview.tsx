'use client'

import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { FormError } from '#components/ui/form-error.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import type { MappingPreview as Preview } from '#contracts/mapping-previews.ts'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'
import { PreviewPeople } from './preview-people.tsx'

type Outcome = 'changed' | 'same'
type Asked = { outcome: Outcome; cursor?: string; limit: number }

const PAGE_SIZE = 20

/** Who would gain a role. Nothing is asked before all three are chosen. */
export function MappingPreview({ wanted }: { wanted: { directoryId: string; groupName: string; roleKey: string } }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return (
    <PreviewOf
      queryKey={trpc.groups.previewMapping.queryKey({ ...wanted, limit: PAGE_SIZE })}
      ask={(page) => client.groups.previewMapping.query({ ...wanted, ...page })}
    />
  )
}

/** Who would lose a role. */
export function UnmappingPreview({ id }: { id: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return (
    <PreviewOf
      queryKey={trpc.groups.previewUnmapping.queryKey({ id, limit: PAGE_SIZE })}
      ask={(page) => client.groups.previewUnmapping.query({ id, ...page })}
    />
  )
}

function PreviewOf({ queryKey, ask }: { queryKey: QueryKey; ask: (page: Asked) => Promise<Preview> }) {
  const [outcome, setOutcome] = useState<Outcome>('changed')
  const preview = useInfiniteQuery({
    queryKey: [...queryKey, outcome],
    queryFn: ({ pageParam }) => ask({ outcome, ...(pageParam ? { cursor: pageParam } : {}), limit: PAGE_SIZE }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.people?.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const [first] = preview.data?.pages ?? []
  if (preview.error) return <FormError error={preview.error} />
  if (!first) return <RowsSkeleton rows={3} columns={2} />
  const { counts } = first
  const people = preview.data?.pages.flatMap((page) => page.people?.items ?? []) ?? []
  return (
    <section aria-label="What this changes" className="rounded-md border text-ink text-sm">
      <div className="px-3 py-2.5">
        <p className="font-medium">{headline(first)}</p>
        {remarks(first).map((remark) => (
          <p key={remark} className="mt-0.5 text-muted">
            {remark}
          </p>
        ))}
      </div>
      {first.people && counts.changed + counts.same > 0 ? (
        <>
          <div className="flex gap-4 border-t px-3">
            <OutcomeButton
              chosen={outcome === 'changed'}
              onClick={() => setOutcome('changed')}
              words={`${first.change === 'map' ? 'Gain it' : 'Lose it'} (${formatCount(counts.changed)})`}
            />
            <OutcomeButton
              chosen={outcome === 'same'}
              onClick={() => setOutcome('same')}
              words={`${first.change === 'map' ? 'Have it already' : 'Keep it'} (${formatCount(counts.same)})`}
            />
          </div>
          <PreviewPeople people={people} change={first.change} />
          {preview.hasNextPage ? (
            <div className="border-t px-3 py-2">
              <Button size="sm" pending={preview.isFetchingNextPage} onClick={() => void preview.fetchNextPage()}>
                Show more
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  )
}

function OutcomeButton({ chosen, onClick, words }: { chosen: boolean; onClick: () => void; words: string }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onClick}
      className={cn('h-8 border-transparent border-b-2 text-muted tabular', chosen && 'border-accent text-ink')}
    >
      {words}
    </button>
  )
}

function headline({ change, counts, role, already, group }: Preview): string {
  if (already) return 'This group gives this role already. Nothing changes.'
  if (group === null) return 'No group of that name has been pushed. Nobody’s roles change now.'
  if (counts.changed === 0) {
    return change === 'map'
      ? `Nobody gains ${role.name}: ${counts.same === 0 ? 'nobody is in the group' : 'all hold it already'}.`
      : `Nobody loses ${role.name}.`
  }
  const who = countOf(
    counts.changed,
    change === 'map' ? 'person gains' : 'person loses',
    change === 'map' ? 'people gain' : 'people lose',
  )
  return `${who} ${role.name}.`
}

function remarks({ change, counts, group, groupName }: Preview): string[] {
  const said: string[] = []
  if (group === null && change === 'map') said.push(`They will once ${groupName} is pushed, whoever is in it.`)
  if (group && group.nested > 0) said.push(`People in the ${countOf(group.nested, 'group')} within it count as well.`)
  if (counts.changedInNameOnly > 0) {
    const few = countOf(counts.changedInNameOnly, 'of them may do', 'of them may do')
    said.push(`${few} the same as before: their other roles permit all of it.`)
  }
  if (counts.changedDisabled > 0) {
    said.push(`${countOf(counts.changedDisabled, 'of them is', 'of them are')} disabled and without access.`)
  }
  return said
}
