'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Whether a connection may be an Owner's first way in: an Owner's to say, everybody's to see. */
export function OwnersPanel({ connection }: { connection: SsoConnectionDetails }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const maySay = useMay('role:assign-owner')
  const vouches = connection.vouchesForOwners
  const byLink = connection.fromSetupLink
  const change = useMutation(
    trpc.sso.vouch.mutationOptions({
      onSuccess: (changed) => {
        queryClient.setQueryData(trpc.sso.get.queryKey({ id: changed.id }), changed)
        notify(changed.vouchesForOwners ? 'The connection vouches for Owners.' : 'It no longer vouches for Owners.')
      },
    }),
  )
  return (
    <Panel
      title={byLink ? 'Owners and people with a role' : 'Owners'}
      description={
        byLink
          ? 'A set-up link made this connection. Whether an Owner, or anybody with a role, may sign in for the first time through it.'
          : 'Whether an Owner who has never signed in may do so for the first time through this connection.'
      }
      action={
        maySay ? (
          <Button
            size="sm"
            pending={change.isPending}
            onClick={() => change.mutate({ id: connection.id, vouchesForOwners: !vouches })}
          >
            {vouches ? 'No longer vouch' : byLink ? 'Let it vouch' : 'Let it vouch for Owners'}
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>
          <span className="font-medium">{vouches ? 'It may.' : 'It may not.'}</span>{' '}
          {vouches
            ? 'Whoever runs the identity provider can come in as an Owner who has not signed in yet, by giving somebody there that Owner’s address.'
            : byLink
              ? 'Whoever has signed in through it before still can, and people without a role come in as always.'
              : 'Owners who have signed in through it before still can. Everybody else’s first sign-in works as always.'}
        </p>
        <p className="text-muted">
          {maySay
            ? 'The other Owners are told of a change by mail. An Admin who replaces what the connection reads takes this away again.'
            : 'Only an Owner can change this.'}
        </p>
        <FormError error={change.error} />
      </div>
    </Panel>
  )
}
