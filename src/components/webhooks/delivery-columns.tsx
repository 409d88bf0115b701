import { CircleDashed, CircleX } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { Time } from '#components/ui/time.tsx'
import type { WebhookDelivery } from '#contracts/webhooks.ts'
import { attemptWords, typeWords } from './webhook-words.ts'

export function DeliveryState({ delivery }: { delivery: Pick<WebhookDelivery, 'state' | 'attempts'> }) {
  if (delivery.state === 'dead') {
    return (
      <Badge tone="danger">
        <CircleX aria-hidden />
        Given up
      </Badge>
    )
  }
  if (delivery.state === 'pending') {
    return (
      <Badge tone="outline">
        <CircleDashed aria-hidden />
        {delivery.attempts > 0 ? 'Waiting to try again' : 'Waiting'}
      </Badge>
    )
  }
  return <span className="text-muted">Delivered</span>
}

export const DELIVERY_COLUMNS: readonly TableColumn<WebhookDelivery>[] = [
  {
    id: 'type',
    header: 'Event',
    grow: 1.4,
    fixed: true,
    cell: (delivery) => <span className="truncate">{typeWords(delivery.type)}</span>,
  },
  { id: 'state', header: 'State', grow: 1.2, cell: (delivery) => <DeliveryState delivery={delivery} /> },
  {
    id: 'answer',
    header: 'Last answer',
    grow: 1.2,
    from: 'md',
    cell: (delivery) => (
      <span className="truncate text-muted">{delivery.last ? attemptWords(delivery.last) : '–'}</span>
    ),
  },
  {
    id: 'took',
    header: 'Took',
    width: 96,
    from: 'lg',
    cell: (delivery) => (
      <span className="text-muted tabular">{delivery.last ? `${delivery.last.durationMs} ms` : '–'}</span>
    ),
  },
  {
    id: 'sequence',
    header: 'Sequence',
    width: 104,
    from: 'lg',
    cell: (delivery) => <span className="text-muted tabular">{delivery.sequence}</span>,
  },
  {
    id: 'when',
    header: 'Happened',
    width: 132,
    from: 'sm',
    cell: (delivery) => <Time at={delivery.occurredAt} className="truncate text-muted tabular" />,
  },
]
