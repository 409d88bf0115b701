import { UserRound, UsersRound } from 'lucide-react'
import { StatusBadge } from '#components/members/status-badge.tsx'
import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { formatCount } from '#components/ui/numbers.ts'
import { Time } from '#components/ui/time.tsx'
import type { BrowsedGroup, BrowsedPerson } from '#contracts/directory-browser.ts'

export const BROWSE_PAGE_SIZE = 100

export const PERSON_COLUMNS: readonly TableColumn<BrowsedPerson>[] = [
  {
    id: 'userName',
    header: 'User name',
    grow: 1.6,
    fixed: true,
    cell: (person) => (
      <>
        <UserRound aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
        <span className="truncate">{person.userName}</span>
      </>
    ),
  },
  { id: 'name', header: 'Name', grow: 1.2, cell: (person) => <span className="truncate">{person.name}</span> },
  {
    id: 'email',
    header: 'E-mail address',
    grow: 1.4,
    from: 'lg',
    hiddenAtFirst: true,
    cell: (person) => <span className="truncate text-muted">{person.email ?? '–'}</span>,
  },
  {
    id: 'externalId',
    header: 'External id',
    grow: 1,
    from: 'md',
    cell: (person) => <span className="truncate font-mono text-muted text-xs">{person.externalId ?? '–'}</span>,
  },
  {
    id: 'changed',
    header: 'Last changed',
    width: 132,
    from: 'lg',
    cell: (person) => <Time at={person.updatedAt} className="truncate text-muted tabular" />,
  },
  { id: 'status', header: 'Status', width: 96, from: 'sm', cell: (person) => <StatusBadge active={person.active} /> },
]

export const GROUP_COLUMNS: readonly TableColumn<BrowsedGroup>[] = [
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
    from: 'sm',
    cell: (group) =>
      group.roles.length === 0 ? (
        <span className="text-muted">None</span>
      ) : (
        <span className="truncate">{group.roles.map((role) => role.name).join(', ')}</span>
      ),
  },
  {
    id: 'externalId',
    header: 'External id',
    grow: 1,
    from: 'lg',
    cell: (group) => <span className="truncate font-mono text-muted text-xs">{group.externalId ?? '–'}</span>,
  },
  {
    id: 'changed',
    header: 'Last changed',
    width: 132,
    from: 'lg',
    cell: (group) => <Time at={group.updatedAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'nested',
    header: 'Groups in it',
    width: 96,
    align: 'right',
    from: 'md',
    cell: (group) => formatCount(group.nested),
  },
  { id: 'people', header: 'People', width: 80, align: 'right', cell: (group) => formatCount(group.people) },
]
