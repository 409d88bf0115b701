'use client'

import { useMutation } from '@tanstack/react-query'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { DirectorySummary } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { RehearsalForm } from './rehearsal-form.tsx'
import { RehearsalOutcome } from './rehearsal-outcome.tsx'

type Props = {
  directory: Pick<DirectorySummary, 'id' | 'provider'> | null
  directories: readonly Pick<DirectorySummary, 'id' | 'name'>[]
}

/** The answer is kept on the page alone: a reload forgets it. */
export function RehearsalView({ directory, directories }: Props) {
  const trpc = useTRPC()
  const { replace } = useUrlParams()
  const run = useMutation(trpc.rehearsals.run.mutationOptions())
  return (
    <div className="flex flex-col gap-6">
      <RehearsalForm
        directory={directory}
        directories={directories}
        onRun={(input) => {
          replace({ show: null, q: null, person: null })
          run.mutate(input)
        }}
        pending={run.isPending}
        error={run.error}
      />
      {run.data ? <RehearsalOutcome result={run.data} /> : null}
    </div>
  )
}
