'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { notify } from '#components/ui/toast.tsx'
import type { DryRunReport } from '#contracts/dry-run.ts'
import { useTRPC } from '#trpc/client.tsx'
import { freshCycleOf } from './dry-run-words.ts'

type Props = { directoryId: string; provider: string; report: DryRunReport }

/** The two ways on from a dry run: for real, or once more from the beginning. */
export function DryRunGoLive({ directoryId, provider, report }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const href = useTenantHref()
  const [asking, setAsking] = useState<'live' | 'discard' | null>(null)
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.directories.pathKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.dryRun.pathKey() }),
    ])
  const goLive = useMutation(
    trpc.dryRun.goLive.mutationOptions({
      onSuccess: async () => {
        router.push(href(`directories/${directoryId}`))
        await queryClient.invalidateQueries({ queryKey: trpc.directories.pathKey() })
        notify(`${report.name} is live. Start a full cycle at the provider now.`)
      },
    }),
  )
  const discard = useMutation(
    trpc.dryRun.discard.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify('The dry run begins anew.')
        setAsking(null)
      },
    }),
  )
  const ask = (what: 'live' | 'discard') => {
    goLive.reset()
    discard.reset()
    setAsking(what)
  }
  const close = (open: boolean) => (open ? undefined : setAsking(null))
  const { lose, gain } = report.people
  return (
    <>
      <Button onClick={() => ask('discard')}>Begin anew</Button>
      <Button variant="primary" onClick={() => ask('live')}>
        Go live
      </Button>
      <ConfirmDialog
        open={asking === 'live'}
        onOpenChange={close}
        title={`Go live with ${report.name}`}
        verb="Go live"
        name={report.name}
        onConfirm={() => goLive.mutate({ directoryId, name: report.name })}
        pending={goLive.isPending}
        error={goLive.error}
      >
        <p>
          From then on what the provider sends happens: by what it sent so far, {countOf(lose, 'person', 'people')}{' '}
          would lose access and {countOf(gain, 'person', 'people')} would gain it. There is no way back to dry run.
        </p>
        <p className="mt-3">
          Everything that was sent is dropped, and the ids that the provider was told are unknown. It has to send
          everybody once more:
        </p>
        <dl className="mt-2 flex flex-col gap-2">
          {freshCycleOf(provider).map(({ name, steps }) => (
            <div key={name}>
              <dt className="font-medium text-ink">{name}</dt>
              <dd>{steps}</dd>
            </div>
          ))}
        </dl>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'discard'}
        onOpenChange={close}
        title="Begin the dry run anew"
        verb="Drop what was sent"
        onConfirm={() => discard.mutate({ directoryId })}
        pending={discard.isPending}
        error={discard.error}
      >
        What the provider has sent so far is dropped, and the directory stays in dry run. The provider has to send
        everybody once more. Nobody’s access changes.
      </ConfirmDialog>
    </>
  )
}
