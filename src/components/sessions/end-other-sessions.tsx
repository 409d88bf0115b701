'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'

/** Ends every session of one's own but this one. */
export function EndOtherSessions() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const end = useMutation(
    trpc.sessions.revokeOthers.mutationOptions({
      onSuccess: async ({ sessions }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.sessions.pathKey() })
        notify(`${countOf(sessions, 'other session')} ended. You stay signed in here.`)
      },
      onError: (error) => notify(describeFailure(error).message, 'failed'),
    }),
  )
  return (
    <Button size="sm" pending={end.isPending} onClick={() => end.mutate(undefined)}>
      End all others
    </Button>
  )
}
