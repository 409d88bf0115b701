import { CircleDashed, FlaskConical, KeyRound } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DirectorySummary } from '#contracts/directories.ts'

export function DirectoryState({ directory }: { directory: DirectorySummary }) {
  if (directory.mode === 'live') return <Use directory={directory} />
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Badge tone="attention">
        <FlaskConical aria-hidden />
        Dry run
      </Badge>
      <Use directory={directory} />
    </span>
  )
}

function Use({ directory }: { directory: DirectorySummary }) {
  if (directory.liveTokens === 0) {
    return (
      <Badge tone="attention">
        <KeyRound aria-hidden />
        No valid token
      </Badge>
    )
  }
  if (!directory.lastUsedAt) {
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden />
        Waiting for first request
      </Badge>
    )
  }
  return (
    <span className="text-muted">
      Last used <Time at={directory.lastUsedAt} />
    </span>
  )
}
