import { ArrowRight, Ban, Check, CircleDashed, Plus } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import type { DryRunOutcome, DryRunPerson } from '#contracts/dry-run.ts'
import { OUTCOME_WORDS } from './dry-run-words.ts'

const MARKS: Record<DryRunOutcome, { tone: 'danger' | 'attention' | 'info' | 'outline'; icon: typeof Ban }> = {
  lose: { tone: 'danger', icon: Ban },
  gain: { tone: 'info', icon: Plus },
  change: { tone: 'attention', icon: ArrowRight },
  keep: { tone: 'outline', icon: Check },
  none: { tone: 'outline', icon: CircleDashed },
}

export const DRY_RUN_COLUMNS: readonly TableColumn<DryRunPerson>[] = [
  {
    id: 'person',
    header: 'Person',
    grow: 1.4,
    fixed: true,
    cell: (person) => (
      <span className="truncate" title={person.email ?? undefined}>
        {person.name} <span className="text-muted">{person.personId ? '' : 'new'}</span>
      </span>
    ),
  },
  {
    id: 'outcome',
    header: 'If it were live',
    width: 200,
    cell: (person) => {
      const { tone, icon: Icon } = MARKS[person.outcome]
      return (
        <Badge tone={tone}>
          <Icon aria-hidden />
          {OUTCOME_WORDS[person.outcome]}
        </Badge>
      )
    },
  },
  { id: 'before', header: 'Roles now', grow: 1, from: 'md', cell: (person) => <Roles roles={person.before} /> },
  { id: 'after', header: 'Roles then', grow: 1, from: 'md', cell: (person) => <Roles roles={person.after} /> },
]

function Roles({ roles }: { roles: string[] | null }) {
  const words = roles === null ? 'No access' : roles.join(', ') || 'No role'
  return (
    <span className={roles === null || roles.length === 0 ? 'truncate text-muted' : 'truncate'} title={words}>
      {words}
    </span>
  )
}
