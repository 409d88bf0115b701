import { Badge } from '#components/ui/badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { Time } from '#components/ui/time.tsx'
import { LEAVER_GOAL_MS, type LeaverSummary } from '#contracts/leavers.ts'
import { durationWords } from './duration-words.ts'
import { CAUSE_WORDS, endedWords, nameOf } from './leaver-words.ts'

export const LEAVER_COLUMNS: readonly TableColumn<LeaverSummary>[] = [
  {
    id: 'person',
    header: 'Person',
    grow: 1.4,
    fixed: true,
    cell: (leaver) => <span className="truncate">{nameOf(leaver)}</span>,
  },
  {
    id: 'cause',
    header: 'What happened',
    width: 124,
    from: 'sm',
    cell: (leaver) => <Badge tone="outline">{CAUSE_WORDS[leaver.cause]}</Badge>,
  },
  {
    id: 'requested',
    header: 'Requested',
    width: 116,
    from: 'sm',
    cell: (leaver) => <Time at={leaver.requestedAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'took',
    header: 'Access ended after',
    width: 152,
    cell: (leaver) => (
      <span className="flex items-center gap-2 tabular">
        {durationWords(leaver.tookMs)}
        {leaver.tookMs > LEAVER_GOAL_MS ? <Badge tone="attention">Late</Badge> : null}
      </span>
    ),
  },
  {
    id: 'ended',
    header: 'What ended',
    grow: 1.2,
    from: 'lg',
    cell: (leaver) => <span className="truncate text-muted tabular">{endedWords(leaver)}</span>,
  },
  {
    id: 'refused',
    header: 'First refused attempt',
    width: 156,
    from: 'lg',
    cell: (leaver) =>
      leaver.firstRefusedAt ? (
        <Time at={leaver.firstRefusedAt} className="truncate text-muted tabular" />
      ) : (
        <span className="text-muted">None</span>
      ),
  },
  {
    id: 'directory',
    header: 'Directory',
    grow: 1,
    from: 'lg',
    cell: (leaver) => <span className="truncate text-muted">{leaver.directory?.name ?? '–'}</span>,
  },
]
