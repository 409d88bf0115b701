'use client'

import { useQuery } from '@tanstack/react-query'
import { Drawer } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { LeaverDetails } from './leaver-details.tsx'
import { CAUSE_WORDS, nameOf } from './leaver-words.ts'

export function LeaverDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const leaver = useQuery(trpc.leavers.get.queryOptions({ id: known.data ?? '' }, { enabled: known.success }))
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={leaver.data ? nameOf(leaver.data) : 'Leaver'}
      subtitle={leaver.data ? CAUSE_WORDS[leaver.data.cause] : null}
    >
      {leaver.data ? (
        <LeaverDetails key={leaver.data.id} leaver={leaver.data} />
      ) : leaver.error ? (
        <ErrorState
          what="this leaver receipt"
          error={leaver.error}
          onRetry={() => void leaver.refetch()}
          pending={leaver.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}
