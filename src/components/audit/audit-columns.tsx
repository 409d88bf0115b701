import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { formatCount } from '#components/ui/numbers.ts'
import { Time } from '#components/ui/time.tsx'
import type { AuditEventSummary } from '#contracts/audit.ts'
import { actionWords, sourceWords } from './action-words.ts'
import { ActorName } from './actor-name.tsx'
import { OutcomeBadge } from './outcome-badge.tsx'
import { TargetName } from './target-name.tsx'

export const AUDIT_COLUMNS: readonly TableColumn<AuditEventSummary>[] = [
  {
    id: 'action',
    header: 'Action',
    grow: 1.4,
    fixed: true,
    cell: (event) => (
      <>
        <span className="truncate" title={event.action}>
          {actionWords(event.action)}
        </span>
        {event.outcome.result === 'success' ? null : (
          <span className="sm:hidden">
            <OutcomeBadge outcome={event.outcome} iconOnly />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'code',
    header: 'Action code',
    grow: 1.2,
    from: 'lg',
    hiddenAtFirst: true,
    cell: (event) => <span className="truncate font-mono text-xs">{event.action}</span>,
  },
  { id: 'actor', header: 'By', grow: 1.2, from: 'sm', cell: (event) => <ActorName actor={event.actor} /> },
  { id: 'target', header: 'On', grow: 1.6, from: 'md', cell: (event) => <TargetName targets={event.targets} /> },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 84,
    from: 'sm',
    cell: (event) => <OutcomeBadge outcome={event.outcome} />,
  },
  { id: 'source', header: 'Through', width: 92, from: 'xl', cell: (event) => sourceWords(event.source) },
  {
    id: 'when',
    header: 'When',
    width: 132,
    cell: (event) => <Time at={event.recordedAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'seq',
    header: 'Number',
    width: 64,
    align: 'right',
    from: 'lg',
    cell: (event) => <span className="text-muted">{formatCount(event.seq)}</span>,
  },
]
