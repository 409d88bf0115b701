'use client'

import { useQuery } from '@tanstack/react-query'
import { Drawer } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { actionWords } from './action-words.ts'
import { EventDetails } from './event-details.tsx'

export function EventDrawer({ seq, onClose }: { seq: number | null; onClose: () => void }) {
  const trpc = useTRPC()
  const event = useQuery(trpc.audit.get.queryOptions({ seq: seq ?? 1 }, { enabled: seq !== null && seq > 0 }))
  return (
    <Drawer
      open={seq !== null}
      onClose={onClose}
      title={event.data ? actionWords(event.data.action) : `Event ${formatCount(seq ?? 0)}`}
      subtitle={
        event.data ? (
          <span className="tabular">
            Event {formatCount(event.data.seq)}
            {actionWords(event.data.action) === event.data.action ? null : (
              <>
                {' '}
                · <code className="font-mono text-xs">{event.data.action}</code>
              </>
            )}
          </span>
        ) : null
      }
    >
      {event.data ? (
        <EventDetails key={event.data.seq} event={event.data} />
      ) : event.error ? (
        <ErrorState
          what="this event"
          error={event.error}
          onRetry={() => void event.refetch()}
          pending={event.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}
