'use client'

import { CircleAlert, Fingerprint, Lock, RotateCw } from 'lucide-react'
import { describeFailure } from '#trpc/describe-failure.ts'
import { Button } from './button.tsx'
import { MonoId } from './mono-id.tsx'

type ErrorStateProps = { what: string; error: unknown; onRetry?: (() => void) | undefined; pending?: boolean }

/** What failed, that nothing was changed, and a way to try again; of what waits for the person, a way to confirm. */
export function ErrorState({ what, error, onRetry, pending = false }: ErrorStateProps) {
  const failure = describeFailure(error)
  const denied = failure.code === 'forbidden'
  const unconfirmed = failure.code === 'step_up_required'
  const Again = unconfirmed ? Fingerprint : RotateCw
  const Icon = denied ? Lock : CircleAlert
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-14 text-center">
      <Icon aria-hidden className="mb-3 size-5 text-danger" strokeWidth={1.5} />
      <p className="font-medium">{denied ? `You may not see ${what}` : `${capitalised(what)} could not be loaded`}</p>
      <p className="mt-1 max-w-md text-pretty text-muted">{failure.message}</p>
      {failure.requestId ? (
        <p className="mt-2 flex items-center gap-1 text-muted text-sm">
          Request <MonoId value={failure.requestId} label="request id" />
        </p>
      ) : null}
      {onRetry && (failure.retryable || unconfirmed) ? (
        <Button className="mt-4" onClick={onRetry} pending={pending}>
          {pending ? null : <Again aria-hidden />}
          {unconfirmed ? 'Confirm' : 'Try again'}
        </Button>
      ) : null}
    </div>
  )
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en') + text.slice(1)
}
