import { Ban, CircleDashed } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { TraceSummary } from '#contracts/sign-in-traces.ts'
import { CHECK_WORDS, OUTCOME_WORDS } from './trace-words.ts'

/** What worked stays quiet; a refusal names its check. */
export function TraceOutcomeBadge({ trace }: { trace: Pick<TraceSummary, 'outcome' | 'failedCheck'> }) {
  if (trace.outcome === 'rejected') {
    return (
      <Badge tone="danger" title={trace.failedCheck ?? undefined}>
        <Ban aria-hidden />
        <span className="truncate">
          {OUTCOME_WORDS.rejected}
          {trace.failedCheck ? `: ${CHECK_WORDS[trace.failedCheck]}` : ''}
        </span>
      </Badge>
    )
  }
  if (trace.outcome === 'started' || trace.outcome === 'accepted') {
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden />
        {OUTCOME_WORDS[trace.outcome]}
      </Badge>
    )
  }
  return <span className="text-muted">{OUTCOME_WORDS[trace.outcome]}</span>
}
