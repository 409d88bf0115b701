import { TriangleAlert } from 'lucide-react'
import type { TraceStep } from '#contracts/sign-in-traces.ts'
import { CHECK_WORDS } from './trace-words.ts'

/** The reader's first question: what refused it, and what to do. */
export function FailedCheck({ steps }: { steps: readonly TraceStep[] }) {
  const failed = steps.flatMap(({ checks }) => checks).find(({ outcome }) => outcome === 'failed')
  if (!failed) return null
  return (
    <div className="mb-4 rounded-md bg-danger-soft px-3 py-2.5 text-sm">
      <p className="flex items-center gap-2 font-medium text-danger">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {CHECK_WORDS[failed.name]}
        {failed.detail ? <span className="font-normal">· {failed.detail}</span> : null}
      </p>
      {failed.advice ? <p className="mt-1.5 text-pretty">{failed.advice}</p> : null}
    </div>
  )
}
