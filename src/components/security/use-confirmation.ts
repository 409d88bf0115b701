import { startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTRPC } from '#trpc/client.tsx'
import { inWords } from './passkey-failure.ts'

/** The ways in which the person of the open session can confirm that it is them, and the one by passkey. */
export function useConfirmation(onConfirmed: () => void) {
  const trpc = useTRPC()
  const begin = useMutation(trpc.security.beginConfirmation.mutationOptions())
  const confirm = useMutation(trpc.security.confirm.mutationOptions())
  const { mutate: ask } = begin
  useEffect(() => ask(undefined), [ask])
  const byPasskey = useMutation({
    mutationFn: async () => {
      const optionsJSON = begin.data?.passkey
      if (!optionsJSON) return
      const response = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
        throw inWords(error)
      })
      await confirm.mutateAsync({ response })
    },
    onSuccess: onConfirmed,
    // A challenge is used once.
    onError: () => ask(undefined),
  })
  return { begin, byPasskey }
}
