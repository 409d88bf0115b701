import { CircleAlert } from 'lucide-react'

/** Why a step did not work; nothing without an error. */
export function StepProblem({ error }: { error: Error | null }) {
  if (!error) return null
  return (
    <p role="alert" className="mt-3 flex items-start gap-1.5 text-danger text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {error.message}
    </p>
  )
}
