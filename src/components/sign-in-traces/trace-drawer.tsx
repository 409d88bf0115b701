'use client'

import { useQuery } from '@tanstack/react-query'
import { Drawer } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { TraceDetails } from './trace-details.tsx'
import { TraceOutcomeBadge } from './trace-outcome-badge.tsx'

export function TraceDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const trace = useQuery(trpc.signInTraces.get.queryOptions({ id: known.data ?? '' }, { enabled: known.success }))
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={trace.data ? `Sign-in through ${trace.data.connection.name}` : 'Sign-in'}
      subtitle={trace.data ? <TraceOutcomeBadge trace={trace.data} /> : null}
    >
      {trace.data ? (
        <TraceDetails key={trace.data.id} trace={trace.data} />
      ) : trace.error ? (
        <ErrorState
          what="this sign-in trace"
          error={trace.error}
          onRetry={() => void trace.refetch()}
          pending={trace.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}
