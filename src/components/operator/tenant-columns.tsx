import type { TableColumn } from '#components/ui/data-table/table-column.ts'
import { formatCount } from '#components/ui/numbers.ts'
import { Time } from '#components/ui/time.tsx'
import type { OperatorTenant } from '#contracts/operator-tenants.ts'
import { ConnectionCount } from './connection-count.tsx'
import { ENFORCEMENT_WORDS } from './enforcement-words.ts'

export const TENANT_COLUMNS: readonly TableColumn<OperatorTenant>[] = [
  {
    id: 'name',
    header: 'Name',
    grow: 1.4,
    fixed: true,
    cell: (tenant) => <span className="truncate font-medium">{tenant.name}</span>,
  },
  {
    id: 'slug',
    header: 'Short name',
    grow: 1,
    from: 'sm',
    cell: (tenant) => <span className="truncate font-mono text-muted">{tenant.slug}</span>,
  },
  {
    id: 'connections',
    header: 'Connections',
    width: 132,
    from: 'sm',
    cell: (tenant) => <ConnectionCount connections={tenant.connections} />,
  },
  {
    id: 'enforcement',
    header: 'Single sign-on',
    width: 112,
    from: 'md',
    cell: (tenant) => <span className="text-muted">{ENFORCEMENT_WORDS[tenant.enforcement]}</span>,
  },
  {
    id: 'created',
    header: 'Created',
    width: 132,
    from: 'md',
    cell: (tenant) => <Time at={tenant.createdAt} className="truncate text-muted tabular" />,
  },
  { id: 'people', header: 'People', width: 72, align: 'right', cell: (tenant) => formatCount(tenant.people) },
]
