'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { GuardRail } from '#contracts/guard-rails.ts'
import { useTRPC } from '#trpc/client.tsx'
import { GuardRailPassDialog } from './guard-rail-pass-dialog.tsx'

type Pause = NonNullable<GuardRail['pause']>

export function GuardRailDecision({ directoryId, pause }: { directoryId: string; pause: Pause }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [passing, setPassing] = useState(false)
  const after = (said: string) => ({
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: trpc.guardRails.pathKey() })
      notify(said)
      setPassing(false)
    },
  })
  const letPass = useMutation(
    trpc.guardRails.letPass.mutationOptions(after('They pass at the provider’s next attempt.')),
  )
  const keepOut = useMutation(trpc.guardRails.keepOut.mutationOptions(after('They are kept out.')))
  const resume = useMutation(trpc.guardRails.resume.mutationOptions(after('Disabling and removing goes on.')))
  return (
    <div className="flex flex-col gap-3 border-y py-4">
      {pause.keptOut ? (
        <p className="text-pretty">
          {pause.keptOut.by ?? 'Somebody who has left'} decided to keep these removals out,{' '}
          <Time at={pause.keptOut.at} />. Mend the scope or assignments at the identity provider, then resume: whatever
          it still asks for is measured anew.
        </p>
      ) : (
        <p className="text-pretty">
          Are these people to leave? If they are, let them pass. If the provider is wrong, for one because its scope or
          an assignment was changed, keep them out and mend it there.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant={pause.keptOut ? 'secondary' : 'primary'}
          onClick={() => {
            letPass.reset()
            setPassing(true)
          }}
        >
          Let them pass
        </Button>
        {pause.keptOut ? null : (
          <Button onClick={() => keepOut.mutate({ directoryId })} pending={keepOut.isPending}>
            Keep them out
          </Button>
        )}
        {pause.keptOut ? (
          <Button variant="primary" onClick={() => resume.mutate({ directoryId })} pending={resume.isPending}>
            Resume
          </Button>
        ) : null}
      </div>
      <FormError error={keepOut.error ?? resume.error} />
      <GuardRailPassDialog
        open={passing}
        onOpenChange={setPassing}
        held={pause.held}
        onPass={(wanted) => letPass.mutate({ directoryId, ...wanted })}
        pending={letPass.isPending}
        error={letPass.error}
      />
    </div>
  )
}
