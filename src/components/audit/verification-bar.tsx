'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ShieldQuestion } from 'lucide-react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import type { VerificationRun } from '#contracts/audit.ts'
import { useTRPC } from '#trpc/client.tsx'
import { FaultList } from './fault-list.tsx'
import { uncheckedEvents } from './unchecked-events.ts'
import { VerifiedMark } from './verified-mark.tsx'

type VerificationBarProps = { logSize: number | null; onOpenEvent: (seq: number) => void }

/** The reader's first question: can this log be trusted, up to which event. */
export function VerificationBar({ logSize, onOpenEvent }: VerificationBarProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayVerify = useMay('audit:verify')
  const last = useQuery(trpc.audit.lastVerification.queryOptions())
  const verify = useMutation(
    trpc.audit.verify.mutationOptions({
      onSuccess: async (run) => {
        const { recordedSeq } = run
        if (recordedSeq !== null) {
          queryClient.setQueryData(trpc.audit.lastVerification.queryKey(), { verification: { ...run, recordedSeq } })
        }
        await queryClient.invalidateQueries({ queryKey: trpc.audit.list.pathKey() })
        await queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() })
      },
    }),
  )
  const verification = verify.data ?? last.data?.verification ?? null
  // Who may not read the log is told so below, once.
  if (last.error && !verification) return null
  return (
    <section aria-label="Verification" className="mb-6 rounded-lg border bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          {verify.isPending ? (
            <p role="status">
              Recomputing {logSize === null ? 'every event' : `${formatCount(logSize)} events`} from the stored text
            </p>
          ) : last.isPending ? (
            <Skeleton className="w-72" />
          ) : verification ? (
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
              <VerifiedMark verification={verification} />
              <p role="status" className="tabular">
                {countOf(verification.checked, 'event')} checked, up to number {formatCount(verification.headSeq)}
                <span className="text-muted">
                  {' · '}
                  <Time at={verification.verifiedAt} />
                </span>
                <Newer count={logSize === null ? 0 : uncheckedEvents(verification, logSize)} />
              </p>
            </div>
          ) : (
            <p className="flex items-center gap-2 text-muted">
              <ShieldQuestion aria-hidden className="size-4 shrink-0" />
              Nobody has verified this log yet.
            </p>
          )}
        </div>
        {mayVerify ? (
          <Button variant="primary" pending={verify.isPending} onClick={() => verify.mutate()}>
            {verify.isPending ? 'Verifying' : 'Verify'}
          </Button>
        ) : null}
      </div>
      {verify.error ? (
        <div className="mt-3">
          <FormError error={verify.error} />
        </div>
      ) : null}
      {verify.data && !verify.isPending ? <RunDetails run={verify.data} onOpenEvent={onOpenEvent} /> : null}
    </section>
  )
}

function Newer({ count }: { count: number }) {
  if (count === 0) return null
  return <span className="text-muted"> · {countOf(count, 'newer event')} not checked yet</span>
}

function RunDetails({ run, onOpenEvent }: { run: VerificationRun; onOpenEvent: (seq: number) => void }) {
  return (
    <div className="mt-3 border-t pt-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 text-muted tabular">
        <span>
          Took {run.durationMs < 1000 ? `${Math.round(run.durationMs)} ms` : `${(run.durationMs / 1000).toFixed(1)} s`}
        </span>
        {run.headHash ? (
          <>
            <span>· head</span> <MonoId value={run.headHash} label="head hash" />
          </>
        ) : null}
      </p>
      {run.faultList.length > 0 ? (
        <FaultList faults={run.faultList} total={run.faults} onOpenEvent={onOpenEvent} />
      ) : null}
    </div>
  )
}
