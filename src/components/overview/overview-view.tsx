'use client'

import { useQuery } from '@tanstack/react-query'
import { EventList } from '#components/audit/event-list.tsx'
import { GuardRailBanner } from '#components/directories/guard-rail-banner.tsx'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { ConnectionsPanel, DirectoriesPanel } from './access-panel.tsx'
import { EventsChart } from './events-chart.tsx'
import { FiguresStrip } from './figures-strip.tsx'
import { LogPanel } from './log-panel.tsx'
import { OverviewSkeleton } from './overview-skeleton.tsx'

export function OverviewView() {
  const trpc = useTRPC()
  const href = useTenantHref()
  const overview = useQuery(trpc.overview.get.queryOptions(undefined, { refetchInterval: 30_000 }))
  if (overview.isPending) return <OverviewSkeleton />
  if (overview.error) {
    return (
      <ErrorState
        what="the overview"
        error={overview.error}
        onRetry={() => void overview.refetch()}
        pending={overview.isFetching}
      />
    )
  }
  const { audit, connections, directories, people } = overview.data
  if (!people && !audit && !connections && !directories) {
    return (
      <p className="text-muted">
        Your role shows nothing here but your own <TextLink href={href('sessions')}>sessions</TextLink>. Ask an admin if
        you need to see more.
      </p>
    )
  }
  const access = (
    <>
      {connections ? <ConnectionsPanel connections={connections} /> : null}
      {directories ? <DirectoriesPanel directories={directories} /> : null}
    </>
  )
  return (
    <>
      <GuardRailBanner />
      <div className="flex flex-col gap-6">
        <FiguresStrip overview={overview.data} />
        {audit ? (
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <div className="flex min-w-0 flex-col gap-6">
              <EventsChart days={audit.eventsByDay} />
              <Panel title="Latest events" action={<TextLink href={href('audit')}>All events</TextLink>}>
                {audit.recentEvents.length === 0 ? (
                  <p className="text-muted">Nothing has happened yet.</p>
                ) : (
                  <EventList events={audit.recentEvents} />
                )}
              </Panel>
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <LogPanel audit={audit} />
              {access}
            </div>
          </div>
        ) : (
          <div className="grid items-start gap-6 lg:grid-cols-2">{access}</div>
        )}
      </div>
    </>
  )
}
