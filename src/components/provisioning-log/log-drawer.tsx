'use client'

import { useQuery } from '@tanstack/react-query'
import { Drawer } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { LogDetails } from './log-details.tsx'
import { LogOutcomeBadge } from './log-outcome-badge.tsx'

export function LogDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const entry = useQuery(trpc.provisioningLog.get.queryOptions({ id: known.data ?? '' }, { enabled: known.success }))
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={entry.data?.sentence ?? 'Request'}
      subtitle={entry.data ? <LogOutcomeBadge entry={entry.data} /> : null}
    >
      {entry.data ? (
        <LogDetails key={entry.data.id} entry={entry.data} />
      ) : entry.error ? (
        <ErrorState
          what="this request"
          error={entry.error}
          onRetry={() => void entry.refetch()}
          pending={entry.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}
