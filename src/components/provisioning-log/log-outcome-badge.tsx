import { Ban, CircleDashed, TriangleAlert } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { ProvisioningEntry } from '#contracts/provisioning-log.ts'
import { OUTCOME_WORDS } from './log-words.ts'

/** What worked stays quiet. */
export function LogOutcomeBadge({ entry }: { entry: Pick<ProvisioningEntry, 'outcome' | 'status' | 'dryRun'> }) {
  const { outcome, status } = entry
  if (outcome === 'refused' || outcome === 'failed') {
    return (
      <Badge tone="danger">
        <Ban aria-hidden />
        {OUTCOME_WORDS[outcome]} {status}
      </Badge>
    )
  }
  if (outcome === 'gap') {
    return (
      <Badge tone="attention">
        <TriangleAlert aria-hidden />
        {OUTCOME_WORDS.gap}
      </Badge>
    )
  }
  if (outcome === 'unchanged') {
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden />
        {OUTCOME_WORDS.unchanged}
      </Badge>
    )
  }
  const words = outcome === 'changed' && entry.dryRun ? 'Would change something' : OUTCOME_WORDS[outcome]
  return <span className="truncate text-muted">{words}</span>
}
