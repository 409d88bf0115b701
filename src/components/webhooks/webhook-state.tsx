import { Ban, CirclePause, TriangleAlert } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { WebhookEndpoint } from '#contracts/webhooks.ts'

/** What works stays quiet. */
export function WebhookState({ endpoint }: { endpoint: WebhookEndpoint }) {
  if (endpoint.state === 'paused') {
    return (
      <Badge tone="attention">
        <CirclePause aria-hidden />
        Paused, took nothing for a day
      </Badge>
    )
  }
  if (endpoint.state === 'disabled') {
    return (
      <Badge tone="outline">
        <Ban aria-hidden />
        {endpoint.stoppedBecause === 'gone' ? 'Disabled, address is gone' : 'Disabled'}
      </Badge>
    )
  }
  if (endpoint.failingSince) {
    return (
      <Badge tone="danger">
        <TriangleAlert aria-hidden />
        Failing
      </Badge>
    )
  }
  return <span className="text-muted">Enabled</span>
}
