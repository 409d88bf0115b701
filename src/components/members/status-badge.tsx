import { CircleOff } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

/** Active is the rule and stays quiet. */
export function StatusBadge({ active }: { active: boolean }) {
  if (active) return <span className="text-muted">Active</span>
  return (
    <Badge tone="outline">
      <CircleOff aria-hidden />
      Disabled
    </Badge>
  )
}
