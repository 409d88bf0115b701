import { CircleDashed, TriangleAlert } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Time } from '#components/ui/time.tsx'
import type { SsoConnection } from '#contracts/sso.ts'

const DAY = 86_400_000
const WARN_DAYS = 30

/** What a connection needs from a person; null where it needs nothing. `now` is when the page was asked for. */
function certificateWarning(connection: SsoConnection, now: number): string | null {
  if (!connection.certificateExpiresAt) return null
  const left = Date.parse(connection.certificateExpiresAt) - now
  if (left <= 0) return 'Certificate has expired'
  const days = Math.ceil(left / DAY)
  return days <= WARN_DAYS ? `Certificate ends in ${days === 1 ? '1 day' : `${days} days`}` : null
}

export function ConnectionState({ connection, now }: { connection: SsoConnection; now: number }) {
  const warning = certificateWarning(connection, now) ?? (connection.metadataProblem ? 'Metadata cannot be read' : null)
  if (warning) {
    return (
      <Badge tone="attention">
        <TriangleAlert aria-hidden />
        {warning}
      </Badge>
    )
  }
  if (!connection.lastSignInAt) {
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden />
        Not used yet
      </Badge>
    )
  }
  return (
    <span className="text-muted">
      Last used <Time at={connection.lastSignInAt} />
    </span>
  )
}
