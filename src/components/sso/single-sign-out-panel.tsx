'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'

const DESCRIPTION =
  'Whether signing out here signs people out at the identity provider too, and signing out there ends their sessions here.'

export function SingleSignOutPanel({ connection }: { connection: SsoConnectionDetails }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const settings = useQuery(trpc.sso.guardSettings.queryOptions({ id: connection.id }))
  const change = useMutation(
    trpc.sso.updateGuardSettings.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.sso.guardSettings.queryKey({ id: connection.id }), saved)
        notify(saved.singleLogout ? 'Single sign-out is on.' : 'Single sign-out is off.')
      },
    }),
  )
  const on = settings.data?.singleLogout ?? false
  const offered = connection.protocol === 'oidc' || connection.sloUrl !== null
  return (
    <Panel
      title="Single sign-out"
      description={DESCRIPTION}
      action={
        mayManage && settings.data && (on || offered) ? (
          <Button
            size="sm"
            pending={change.isPending}
            onClick={() => change.mutate({ id: connection.id, singleLogout: !on })}
          >
            {on ? 'Switch off' : 'Switch on'}
          </Button>
        ) : undefined
      }
    >
      {settings.data ? (
        <div className="flex flex-col gap-2 text-sm">
          <p>
            <span className="font-medium">{on ? 'On.' : 'Off.'}</span> {inWords(connection, on, offered)}
          </p>
          <p className="text-muted">
            It counts for sessions that begin while it is on. A session here always ends first, whatever the provider
            answers; only messages that the provider has signed end one.
          </p>
          <FormError error={change.error} />
        </div>
      ) : settings.error ? (
        <ErrorState
          what="this setting"
          error={settings.error}
          onRetry={() => void settings.refetch()}
          pending={settings.isFetching}
        />
      ) : (
        <RowsSkeleton rows={2} columns={1} />
      )}
    </Panel>
  )
}

function inWords({ protocol, sloUrl }: SsoConnectionDetails, on: boolean, offered: boolean): string {
  if (!offered) {
    return 'The provider’s metadata names no single logout address. Switch single logout on there, then read or replace the metadata.'
  }
  if (!on)
    return 'Signing out ends the session here alone. On a shared device the next person may still be signed in there.'
  if (protocol === 'oidc' && sloUrl === null) {
    return 'The provider can end sessions here. Its configuration names no address to sign out at, so signing out here stays here.'
  }
  return 'Whoever signs out here is sent to the provider to sign out there, and the provider can end sessions here.'
}
