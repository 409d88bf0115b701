import { Badge } from '#components/ui/badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { Time } from '#components/ui/time.tsx'
import type { ProvisioningEntry } from '#contracts/provisioning-log.ts'
import { LogOutcomeBadge } from './log-outcome-badge.tsx'
import { CLIENT_WORDS } from './log-words.ts'

export const LOG_COLUMNS: readonly TableColumn<ProvisioningEntry>[] = [
  {
    id: 'sentence',
    header: 'What it did',
    grow: 3,
    fixed: true,
    cell: (entry) => (
      <>
        {entry.dryRun ? (
          <Badge tone="attention" className="mr-2 shrink-0">
            Dry run
          </Badge>
        ) : null}
        <span className="truncate" title={entry.sentence}>
          {entry.sentence}
        </span>
      </>
    ),
  },
  { id: 'outcome', header: 'Outcome', width: 172, from: 'sm', cell: (entry) => <LogOutcomeBadge entry={entry} /> },
  {
    id: 'method',
    header: 'Request',
    width: 112,
    from: 'md',
    cell: (entry) =>
      entry.status === 0 ? null : (
        <span className="font-mono text-muted text-xs">
          {entry.method} {entry.status}
        </span>
      ),
  },
  {
    id: 'duration',
    header: 'Took',
    width: 84,
    from: 'lg',
    align: 'right',
    cell: (entry) => (entry.status === 0 ? null : <span className="text-muted">{entry.durationMs} ms</span>),
  },
  {
    id: 'client',
    header: 'Client',
    width: 132,
    from: 'lg',
    hiddenAtFirst: true,
    cell: (entry) => <span className="truncate text-muted">{CLIENT_WORDS[entry.client]}</span>,
  },
  {
    id: 'token',
    header: 'Token',
    width: 108,
    from: 'lg',
    hiddenAtFirst: true,
    cell: (entry) => (
      <span className="truncate font-mono text-muted text-xs">{entry.token ? `${entry.token.prefix}…` : '–'}</span>
    ),
  },
  {
    id: 'when',
    header: 'When',
    width: 116,
    cell: (entry) => <Time at={entry.at} className="truncate text-muted tabular" />,
  },
]
