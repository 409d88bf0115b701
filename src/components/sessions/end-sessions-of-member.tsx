'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Ends every session of one person. */
export function EndSessionsOfMember({ member }: { member: { id: string; name: string } }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayRevoke = useMay('session:revoke')
  const [open, setOpen] = useState(false)
  const end = useMutation(
    trpc.sessions.revokeOfMember.mutationOptions({
      onSuccess: async ({ sessions }) => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sessions.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.members.get.pathKey() }),
        ])
        notify(`${countOf(sessions, 'session')} of ${member.name} ended.`)
        setOpen(false)
      },
    }),
  )
  if (!mayRevoke) return null
  return (
    <>
      <Button
        size="sm"
        onClick={() => {
          end.reset()
          setOpen(true)
        }}
      >
        End all
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`End all sessions of ${member.name}`}
        verb="End all sessions"
        name={member.name}
        onConfirm={() => end.mutate({ memberId: member.id, name: member.name })}
        pending={end.isPending}
        error={end.error}
      >
        {member.name} is signed out everywhere at the next request, and can sign in again.
      </ConfirmDialog>
    </>
  )
}
