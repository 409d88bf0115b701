'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'
import { SetupConnections } from './setup-connections.tsx'
import { SetupDirectories } from './setup-directories.tsx'
import { SetupOver } from './setup-over.tsx'

/** Three steps for an IT person without an account: connect, test, provision. */
export function SetupView() {
  const trpc = useTRPC()
  const setup = useQuery(trpc.setup.get.queryOptions())
  const finish = useMutation(trpc.setup.finish.mutationOptions())
  if (finish.data) return <SetupOver finished />
  if (setup.isPending) return <RowsSkeleton rows={8} columns={2} />
  if (setup.error) {
    if (describeFailure(setup.error).code === 'unauthenticated') return <SetupOver />
    return (
      <ErrorState
        what="this set-up"
        error={setup.error}
        onRetry={() => void setup.refetch()}
        pending={setup.isFetching}
      />
    )
  }
  const { organisation, label, expiresAt } = setup.data
  return (
    <div className="flex flex-col gap-6">
      <header>
        <h1 className="break-words text-title">Set up sign-on for {organisation}</h1>
        <p className="mt-1 text-pretty text-muted">
          For {label}, until <Time at={expiresAt} absolute />. Everything done here is written to the organisation’s
          audit log.
        </p>
      </header>
      <SetupConnections setup={setup.data} />
      <SetupDirectories setup={setup.data} />
      <Panel title="Finish" description="The link does nothing from then on. What you set up stays.">
        <FormError error={finish.error} />
        <Button variant="primary" pending={finish.isPending} onClick={() => finish.mutate()}>
          Finish set-up
        </Button>
      </Panel>
    </div>
  )
}
