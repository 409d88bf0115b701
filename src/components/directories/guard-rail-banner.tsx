'use client'

import { useQuery } from '@tanstack/react-query'
import { CirclePause } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Says of each paused directory, or of this one, that leavers are held back. Nothing where none is. */
export function GuardRailBanner({ directoryId }: { directoryId?: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayRead = useMay('directory:read')
  const mayManage = useMay('directory:manage')
  const paused = useQuery(trpc.guardRails.paused.queryOptions(undefined, { enabled: mayRead, refetchInterval: 30_000 }))
  const items = (paused.data?.items ?? []).filter(
    (item) => directoryId === undefined || item.directoryId === directoryId,
  )
  if (items.length === 0) return null
  return (
    <div role="alert" className="mb-6 flex flex-col gap-2">
      {items.map((item) => (
        <div
          key={item.directoryId}
          className="flex items-start gap-3 rounded-lg border border-attention bg-attention-soft px-4 py-3"
        >
          <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />
          <div className="min-w-0">
            <p className="font-medium text-attention">
              Disabling and removing by {item.name} is paused{item.keptOut ? ': kept out' : ''}
            </p>
            <p className="mt-0.5 text-sm">
              {countOf(item.held, 'person is', 'people are')} held back and can still sign in. Paused{' '}
              <Time at={item.since} />. Everything else the directory sends goes on.{' '}
              <TextLink href={`${href(`directories/${item.directoryId}`)}#guard-rail`}>
                {mayManage && !item.keptOut ? 'Look and decide' : 'See who'}
              </TextLink>
            </p>
          </div>
        </div>
      ))}
    </div>
  )
}
