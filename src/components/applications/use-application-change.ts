'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Changes an application and shows what became of it. */
export function useApplicationChange(done: string, onDone?: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useMutation(
    trpc.applications.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.applications.pathKey() })
        notify(done)
        onDone?.()
      },
    }),
  )
}
