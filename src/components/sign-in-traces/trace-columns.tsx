import { Badge } from '#components/ui/badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { shortenMiddle } from '#components/ui/mono-id.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TraceSummary } from '#contracts/sign-in-traces.ts'
import { TraceOutcomeBadge } from './trace-outcome-badge.tsx'
import { PROTOCOL_WORDS } from './trace-words.ts'

export const TRACE_COLUMNS: readonly TableColumn<TraceSummary>[] = [
  {
    id: 'connection',
    header: 'Connection',
    grow: 1.4,
    fixed: true,
    cell: (trace) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate">{trace.connection.name}</span>
        {trace.test ? <Badge tone="outline">Test</Badge> : null}
      </span>
    ),
  },
  { id: 'outcome', header: 'Outcome', grow: 1.6, cell: (trace) => <TraceOutcomeBadge trace={trace} /> },
  {
    id: 'person',
    header: 'Person',
    grow: 1.2,
    from: 'md',
    cell: (trace) => <span className="truncate">{trace.person?.name ?? <span className="text-muted">–</span>}</span>,
  },
  {
    id: 'protocol',
    header: 'Protocol',
    width: 132,
    from: 'lg',
    cell: (trace) => <span className="text-muted">{PROTOCOL_WORDS[trace.protocol]}</span>,
  },
  {
    id: 'when',
    header: 'Started',
    width: 132,
    from: 'sm',
    cell: (trace) => <Time at={trace.startedAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'id',
    header: 'Trace number',
    width: 148,
    from: 'lg',
    cell: (trace) => (
      <span className="truncate font-mono text-muted text-xs" title={trace.id}>
        {shortenMiddle(trace.id)}
      </span>
    ),
  },
]
