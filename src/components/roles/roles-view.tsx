'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { Role } from '#contracts/roles.ts'
import { useTRPC } from '#trpc/client.tsx'
import { PERMISSION_WORDS } from './permission-words.ts'

export function RolesView() {
  const trpc = useTRPC()
  const roles = useQuery(trpc.roles.list.queryOptions())
  if (roles.isPending) return <RowsSkeleton rows={6} columns={3} />
  if (roles.error) {
    return (
      <ErrorState what="roles" error={roles.error} onRetry={() => void roles.refetch()} pending={roles.isFetching} />
    )
  }
  return (
    <ul className="divide-y rounded-lg border bg-surface">
      {roles.data.items.map((role) => (
        <RoleItem key={role.key} role={role} />
      ))}
    </ul>
  )
}

function RoleItem({ role }: { role: Role }) {
  const href = useTenantHref()
  const mayReadMembers = useMay('member:read')
  const people = countOf(role.people, 'person', 'people')
  return (
    <li>
      <details className="group">
        <summary className="grid list-none grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 px-4 py-3.5 hover:bg-hover sm:grid-cols-[1rem_minmax(0,1fr)_9rem_7rem] [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="mt-0.5 size-4 text-muted transition-transform group-open:rotate-90" />
          <span className="min-w-0">
            <span className="flex items-center gap-2">
              <span className="font-medium">{role.name}</span>
              {role.builtIn ? null : <Badge tone="outline">Your own</Badge>}
            </span>
            <span className="mt-0.5 block text-pretty text-muted text-sm">{role.description}</span>
          </span>
          <span className="col-start-2 text-muted text-sm tabular sm:col-start-auto sm:text-right">
            {countOf(role.permissions.length, 'permission')}
          </span>
          <span className="col-start-2 text-sm tabular sm:col-start-auto sm:text-right">{people}</span>
        </summary>
        <div className="border-t bg-sunken px-4 py-4 sm:pl-11">
          <ul className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2 xl:grid-cols-3">
            {role.permissions.map((permission) => (
              <li key={permission} className="min-w-0">
                <p>{PERMISSION_WORDS[permission]}</p>
                <code className="font-mono text-muted text-xs">{permission}</code>
              </li>
            ))}
          </ul>
          {mayReadMembers && role.people > 0 ? (
            <p className="mt-4 text-sm">
              <TextLink href={`${href('members')}?role=${role.key}`}>Show the {people} who hold it</TextLink>
            </p>
          ) : null}
        </div>
      </details>
    </li>
  )
}
