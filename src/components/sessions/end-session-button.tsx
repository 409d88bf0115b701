'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMay, useMe } from '#components/layout/me-context.tsx'
import { signOut } from '#components/layout/sign-out.ts'
import { Button } from '#components/ui/button.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Session } from '#contracts/sessions.ts'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'

/** Ends a session: one's own through one's own door, another's with the permission for it. */
export function EndSessionButton({ session, own }: { session: Session; own: boolean }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { tenant, user } = useMe()
  const mayRevoke = useMay('session:revoke')
  const mine = own || session.person.id === user.id
  const settled = {
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: trpc.sessions.pathKey() }),
        queryClient.invalidateQueries({ queryKey: trpc.members.get.pathKey() }),
        queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        queryClient.invalidateQueries({ queryKey: trpc.audit.list.pathKey() }),
      ])
      notify(mine ? 'The session is ended.' : `${session.person.name}’s session is ended.`)
    },
    onError: (error: unknown) => notify(describeFailure(error).message, 'failed'),
  }
  const revokeMine = useMutation(trpc.sessions.revokeMine.mutationOptions(settled))
  const revoke = useMutation(trpc.sessions.revoke.mutationOptions(settled))
  if (session.current) {
    return (
      <Button size="sm" onClick={() => void signOut(tenant.slug)}>
        Sign out
      </Button>
    )
  }
  if (!mine && !mayRevoke) return null
  const end = mine ? revokeMine : revoke
  return (
    <Button size="sm" pending={end.isPending} onClick={() => end.mutate({ id: session.id })}>
      End session
    </Button>
  )
}
