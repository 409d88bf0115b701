import { UsersRound } from 'lucide-react'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { formatCount } from '#components/ui/numbers.ts'
import { Time } from '#components/ui/time.tsx'
import type { GroupSummary } from '#contracts/groups.ts'

export const GROUPS_PAGE_SIZE = 100

export const GROUP_COLUMNS: readonly TableColumn<GroupSummary>[] = [
  {
    id: 'name',
    header: 'Group',
    grow: 1.6,
    fixed: true,
    cell: (group) => (
      <>
        <UsersRound aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
        <span className="truncate">{group.name}</span>
      </>
    ),
  },
  {
    id: 'roles',
    header: 'Gives role',
    grow: 1,
    cell: (group) =>
      group.roles.length === 0 ? (
        <span className="text-muted">None</span>
      ) : (
        <span className="truncate">{group.roles.map((role) => role.name).join(', ')}</span>
      ),
  },
  {
    id: 'directory',
    header: 'Directory',
    grow: 1,
    from: 'md',
    cell: (group) => <span className="truncate text-muted">{group.directory?.name ?? '–'}</span>,
  },
  {
    id: 'created',
    header: 'Created',
    width: 132,
    from: 'lg',
    cell: (group) => <Time at={group.createdAt} className="truncate text-muted tabular" />,
  },
  { id: 'members', header: 'People', width: 64, align: 'right', cell: (group) => formatCount(group.members) },
]
