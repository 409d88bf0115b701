'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Changes a connection, shows it as it is then, and says so. */
export function useConnectionChange(said: string, onDone?: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useMutation(
    trpc.sso.update.mutationOptions({
      onSuccess: async (connection) => {
        queryClient.setQueryData(trpc.sso.get.queryKey({ id: connection.id }), connection)
        await queryClient.invalidateQueries({ queryKey: trpc.sso.list.queryKey() })
        notify(said)
        onDone?.()
      },
    }),
  )
}
