import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { Initials } from '#components/ui/initials.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Session } from '#contracts/sessions.ts'
import { deviceWords } from './device-words.ts'
import { EndSessionButton } from './end-session-button.tsx'
import { wayIn } from './way-in.ts'

export const SESSION_COLUMNS: readonly TableColumn<Session>[] = [
  {
    id: 'person',
    header: 'Person',
    grow: 1.3,
    fixed: true,
    cell: (session) => (
      <>
        <Initials name={session.person.name} />
        <span className="truncate">{session.person.name}</span>
      </>
    ),
  },
  {
    id: 'device',
    header: 'Device',
    grow: 1,
    from: 'sm',
    cell: (session) => (
      <span className="truncate text-muted" title={session.userAgent ?? undefined}>
        {deviceWords(session.userAgent)}
      </span>
    ),
  },
  {
    id: 'ip',
    header: 'Address',
    grow: 0.9,
    from: 'lg',
    cell: (session) => <span className="truncate font-mono text-muted text-xs">{session.ip ?? '–'}</span>,
  },
  {
    id: 'connection',
    header: 'Signed in with',
    grow: 1,
    from: 'lg',
    cell: (session) => <span className="truncate text-muted">{wayIn(session)}</span>,
  },
  {
    id: 'seen',
    header: 'Last seen',
    width: 132,
    from: 'md',
    cell: (session) => <Time at={session.lastSeenAt ?? session.createdAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'expires',
    header: 'Ends by itself',
    width: 132,
    from: 'xl',
    cell: (session) => <Time at={session.expiresAt} className="truncate text-muted tabular" />,
  },
  {
    id: 'end',
    header: 'Actions',
    quietHeader: true,
    width: 96,
    align: 'right',
    fixed: true,
    cell: (session) => <EndSessionButton session={session} own={false} />,
  },
]
