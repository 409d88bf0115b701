'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { GuardRail } from '#contracts/guard-rails.ts'
import { useTRPC } from '#trpc/client.tsx'
import { GuardRailDecision } from './guard-rail-decision.tsx'
import { GuardRailHeld } from './guard-rail-held.tsx'
import { GuardRailSettingsDialog } from './guard-rail-settings-dialog.tsx'

/** Where the line is, how near it is, and while it is crossed who is held back and what to do. */
export function GuardRailPanel({ directoryId }: { directoryId: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('directory:manage')
  const [changing, setChanging] = useState(false)
  const rail = useQuery(trpc.guardRails.get.queryOptions({ directoryId }, { refetchInterval: 30_000 }))
  const update = useMutation(
    trpc.guardRails.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.guardRails.pathKey() })
        notify('The guard rail is changed.')
        setChanging(false)
      },
    }),
  )
  return (
    <div id="guard-rail">
      <Panel
        title="Guard rail"
        description="Pauses disabling and removing when the provider would take out too many people at once."
        action={
          mayManage && rail.data ? (
            <Button
              onClick={() => {
                update.reset()
                setChanging(true)
              }}
            >
              Change
            </Button>
          ) : undefined
        }
      >
        {rail.isPending ? (
          <RowsSkeleton rows={2} columns={2} />
        ) : rail.error ? (
          <ErrorState
            what="the guard rail"
            error={rail.error}
            onRetry={() => void rail.refetch()}
            pending={rail.isFetching}
          />
        ) : (
          <div className="flex flex-col gap-4">
            <Standing rail={rail.data} />
            {rail.data.pause ? (
              <>
                {mayManage ? <GuardRailDecision directoryId={directoryId} pause={rail.data.pause} /> : null}
                <GuardRailHeld pause={rail.data.pause} />
              </>
            ) : null}
          </div>
        )}
      </Panel>
      {rail.data ? (
        <GuardRailSettingsDialog
          open={changing}
          onOpenChange={setChanging}
          settings={rail.data.settings}
          onSave={(settings) => update.mutate({ directoryId, settings })}
          pending={update.isPending}
          error={update.error}
        />
      ) : null}
    </div>
  )
}

function Standing({ rail }: { rail: GuardRail }) {
  const { settings, pause, pass, removed } = rail
  const line = `more than ${settings.sharePercent}\u00a0% of the active people, and at least ${formatCount(settings.peopleAtLeast)}, within ${countOf(settings.windowMinutes, 'minute')}`
  if (pause) {
    return (
      <p className="text-pretty">
        <Badge tone="attention">Paused</Badge> {countOf(pause.removed, 'person was', 'people were')} disabled or removed
        within {countOf(settings.windowMinutes, 'minute')}, of {formatCount(pause.active)} active ones; the next would
        have crossed the line ({line}).
      </p>
    )
  }
  if (!settings.enabled) {
    return (
      <p className="text-pretty">
        <Badge tone="outline">Off</Badge> The provider can disable and remove any number of people at once.
      </p>
    )
  }
  return (
    <p className="text-pretty">
      <Badge tone="info">On</Badge> Pauses at {line}. {countOf(removed, 'person', 'people')} counted now.
      {pass ? ` Besides, ${countOf(pass.people, 'person', 'people')} may pass until ` : null}
      {pass ? (
        <time dateTime={pass.until}>{new Date(pass.until).toISOString().slice(0, 16).replace('T', ' ')} UTC.</time>
      ) : null}
    </p>
  )
}
