import { Ban, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { AuditEventSummary } from '#contracts/audit.ts'

type OutcomeBadgeProps = { outcome: AuditEventSummary['outcome']; iconOnly?: boolean }

/** Success is the rule and stays quiet; failing and denied stand out. */
export function OutcomeBadge({ outcome, iconOnly = false }: OutcomeBadgeProps) {
  if (outcome.result === 'success') return <span className="text-muted">Success</span>
  const denied = outcome.result === 'denied'
  return (
    <Badge tone="danger" title={outcome.reason ?? undefined}>
      {denied ? <Ban aria-hidden /> : <X aria-hidden />}
      <span className={iconOnly ? 'sr-only' : undefined}>{denied ? 'Denied' : 'Failed'}</span>
    </Badge>
  )
}
