import { CircleAlert } from 'lucide-react'
import { describeFailure } from '#trpc/describe-failure.ts'
import { MonoId } from './mono-id.tsx'

/** Why a form was not accepted, with the request id to quote. Renders nothing without an error. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null
  const failure = describeFailure(error)
  return (
    <div role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p>{failure.message}</p>
        {failure.requestId ? (
          <p className="mt-0.5 flex items-center gap-1">
            Request <MonoId value={failure.requestId} label="request id" />
          </p>
        ) : null}
      </div>
    </div>
  )
}
