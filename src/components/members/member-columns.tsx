import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { Initials } from '#components/ui/initials.tsx'
import { Time } from '#components/ui/time.tsx'
import type { MemberSummary } from '#contracts/members.ts'
import { StatusBadge } from './status-badge.tsx'

export const MEMBER_COLUMNS: readonly TableColumn<MemberSummary>[] = [
  {
    id: 'name',
    header: 'Name',
    grow: 1.3,
    fixed: true,
    cell: (member) => (
      <>
        <Initials name={member.name} />
        <span className="truncate">{member.name}</span>
      </>
    ),
  },
  {
    id: 'email',
    header: 'Email',
    grow: 1.6,
    from: 'md',
    cell: (member) => <span className="truncate text-muted">{member.email || member.userName}</span>,
  },
  {
    id: 'department',
    header: 'Department',
    grow: 0.9,
    from: 'lg',
    cell: (member) => <span className="truncate text-muted">{member.department ?? '–'}</span>,
  },
  {
    id: 'title',
    header: 'Job title',
    grow: 1,
    from: 'xl',
    hiddenAtFirst: true,
    cell: (member) => <span className="truncate text-muted">{member.title ?? '–'}</span>,
  },
  {
    id: 'roles',
    header: 'Roles',
    grow: 0.9,
    from: 'sm',
    cell: (member) => (
      <span className="truncate" title={member.roles.map((role) => role.name).join(', ')}>
        {member.roles.length === 0 ? <span className="text-muted">None</span> : member.roles[0]?.name}
        {member.roles.length > 1 ? <span className="text-muted"> and {member.roles.length - 1} more</span> : null}
      </span>
    ),
  },
  { id: 'status', header: 'Status', width: 86, cell: (member) => <StatusBadge active={member.active} /> },
  {
    id: 'source',
    header: 'Source',
    grow: 0.8,
    from: 'xl',
    cell: (member) => (
      <span className="truncate text-muted">{member.directory ? member.directory.name : 'Not from a directory'}</span>
    ),
  },
  {
    id: 'lastSignIn',
    header: 'Last sign-in',
    width: 132,
    from: 'lg',
    cell: (member) =>
      member.lastSignInAt ? (
        <Time at={member.lastSignInAt} className="truncate text-muted tabular" />
      ) : (
        <span className="text-muted">Never</span>
      ),
  },
]
