'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'
import { openTestWindow } from './open-test-window.ts'

/** Runs a real sign-in in a window of its own, which signs nobody in and shows what was received. */
export function TestConnectionButton({ connectionId, name }: { connectionId: string; name: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const start = useMutation(trpc.connectionTests.start.mutationOptions())
  return (
    <Button
      size="sm"
      pending={start.isPending}
      aria-label={`Test ${name}`}
      onClick={() =>
        openTestWindow({
          start: async () => (await start.mutateAsync({ connectionId })).url,
          onFailure: (error) => notify(describeFailure(error).message),
          onClosed: () => void queryClient.invalidateQueries({ queryKey: trpc.connectionTests.pathKey() }),
        })
      }
    >
      Test
    </Button>
  )
}
