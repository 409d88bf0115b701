'use client'

import { GatehouseMark } from './gatehouse-mark.tsx'
import { useMe } from './me-context.tsx'

/** Whose data this is and what one may do here: always in sight. */
export function TenantHeading() {
  const { tenant, roles } = useMe()
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <span className="grid size-8 shrink-0 place-items-center rounded-md bg-accent text-accent-ink">
        <GatehouseMark className="size-5" />
      </span>
      <div className="min-w-0 leading-tight">
        <p className="truncate font-medium" title={tenant.name}>
          {tenant.name}
        </p>
        <p className="truncate text-muted text-xs" title={roles.map((role) => role.name).join(', ')}>
          {roles[0] ? roles[0].name : 'No role'}
          {roles.length > 1 ? ` and ${roles.length - 1} more` : ''}
        </p>
      </div>
    </div>
  )
}
