'use client'

import { useMutation } from '@tanstack/react-query'
import { Fingerprint, LogIn } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { stepUpRequests } from '#trpc/step-up.ts'
import { confirmByProvider } from './confirm-by-provider.ts'
import { failureHere } from './passkey-failure.ts'
import { useConfirmation } from './use-confirmation.ts'

/** Asks the person to confirm that it is them, whichever call of the page wants it, and lets the call go on. */
export function StepUpDialog() {
  const message = useSyncExternalStore(stepUpRequests.subscribe, stepUpRequests.message, () => null)
  return (
    <Dialog
      open={message !== null}
      onOpenChange={(open) => (open ? undefined : stepUpRequests.settle(false))}
      title="Confirm that it is you"
      description={message ?? ''}
    >
      {message === null ? null : <Ways />}
    </Dialog>
  )
}

function Ways() {
  const tenantHref = useTenantHref()
  const { begin, byPasskey } = useConfirmation(() => stepUpRequests.settle(true))
  const byProvider = useMutation({
    mutationFn: async () => {
      if (!(await confirmByProvider(begin.data?.providerUrl ?? '')))
        throw failureHere('The sign-in window was closed or blocked. Allow windows for this page and try again.')
    },
    onSuccess: () => stepUpRequests.settle(true),
  })
  if (begin.error) return <FormError error={begin.error} />
  if (!begin.data) return <Skeleton className="h-8 w-full" />
  const { passkey, providerUrl, providerName, needsFirstPasskey } = begin.data
  return (
    <div className="flex flex-col gap-3">
      {passkey ? (
        <Button variant="primary" pending={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
          {byPasskey.isPending ? null : <Fingerprint aria-hidden />}
          Use your passkey
        </Button>
      ) : null}
      {providerUrl ? (
        <Button
          variant={passkey ? 'secondary' : 'primary'}
          className="h-auto min-h-8 whitespace-normal py-1 pointer-coarse:h-auto pointer-coarse:min-h-10"
          pending={byProvider.isPending}
          onClick={() => byProvider.mutate()}
        >
          {byProvider.isPending ? null : <LogIn aria-hidden />}
          Sign in again with {providerName}
        </Button>
      ) : null}
      {needsFirstPasskey ? (
        <LinkButton href={tenantHref('security')} variant="primary" onClick={() => stepUpRequests.settle(false)}>
          Add a passkey
        </LinkButton>
      ) : null}
      {passkey || providerUrl || needsFirstPasskey ? null : (
        <p className="text-muted text-sm">
          You have no passkey here and did not come in through a provider. Sign out and sign in again.
        </p>
      )}
      <FormError error={byPasskey.error ?? byProvider.error} />
    </div>
  )
}
