'use client'

import { useQuery } from '@tanstack/react-query'
import { Drawer } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { MemberDetails } from './member-details.tsx'

export function MemberDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const member = useQuery(trpc.members.get.queryOptions({ id: id ?? '' }, { enabled: id !== null }))
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      title={member.data?.name ?? 'Member'}
      subtitle={member.data ? member.data.email || member.data.userName : null}
    >
      {member.data ? (
        <MemberDetails key={member.data.id} member={member.data} />
      ) : member.error ? (
        <ErrorState
          what="this person"
          error={member.error}
          onRetry={() => void member.refetch()}
          pending={member.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}
