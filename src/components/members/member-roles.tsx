'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select } from '#components/ui/input.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Member, RoleSource } from '#contracts/members.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Each role with where it comes from: given to the person, or through a group. */
export function MemberRoles({ member }: { member: Member }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayAssign = useMay('role:assign')
  const mayAssignOwner = useMay('role:assign-owner')
  const mayReadRoles = useMay('role:read')
  const [adding, setAdding] = useState(false)
  const roles = useQuery(trpc.roles.list.queryOptions(undefined, { enabled: mayReadRoles && mayAssign }))

  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.roles.pathKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.audit.list.pathKey() }),
    ])
  const nameOf = (key: string) => roles.data?.items.find((role) => role.key === key)?.name ?? key
  const assign = useMutation(
    trpc.members.assignRole.mutationOptions({
      onSuccess: async ({ roleKey }) => {
        await refresh()
        setAdding(false)
        notify(`${member.name} now holds ${nameOf(roleKey)}.`)
      },
    }),
  )
  const unassign = useMutation(
    trpc.members.unassignRole.mutationOptions({
      onSuccess: async ({ roleKey }) => {
        await refresh()
        notify(`${nameOf(roleKey)} is no longer given to ${member.name} directly.`)
      },
    }),
  )
  const held = new Set(
    member.roles.filter((role) => role.sources.some((source) => source.type === 'direct')).map((role) => role.key),
  )
  const offered = (roles.data?.items ?? []).filter(
    (role) => !held.has(role.key) && (role.key !== 'owner' || mayAssignOwner),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const roleKey = String(new FormData(event.currentTarget).get('role') ?? '')
    if (roleKey) assign.mutate({ memberId: member.id, roleKey })
  }

  return (
    <DrawerPart
      title={`Roles (${member.roles.length})`}
      action={
        mayAssign && !adding ? (
          <Button size="sm" onClick={() => setAdding(true)}>
            Assign role
          </Button>
        ) : null
      }
    >
      {adding ? (
        <form onSubmit={submit} className="mb-3 flex gap-2">
          <Select name="role" aria-label="Role to assign" required defaultValue="">
            <option value="" disabled>
              Choose a role
            </option>
            {offered.map((role) => (
              <option key={role.key} value={role.key}>
                {role.name}
              </option>
            ))}
          </Select>
          <Button type="submit" variant="primary" pending={assign.isPending}>
            Assign
          </Button>
          <Button variant="ghost" onClick={() => setAdding(false)}>
            Cancel
          </Button>
        </form>
      ) : null}
      <div className="mb-2 empty:hidden">
        <FormError error={assign.error ?? unassign.error} />
      </div>
      {member.roles.length === 0 ? (
        <p className="text-muted text-sm">Holds no role, so can sign in and see nothing but the own profile.</p>
      ) : (
        <ul className="divide-y rounded-md border text-sm">
          {member.roles.map((role) => (
            <li key={role.key} className="px-3 py-2">
              <p className="font-medium">{role.name}</p>
              <ul className="mt-0.5">
                {role.sources.map((source) => (
                  <li key={sourceKey(source)} className="flex min-h-7 items-center justify-between gap-3 text-muted">
                    <SourceWords source={source} />
                    {source.type === 'direct' && mayAssign && (role.key !== 'owner' || mayAssignOwner) ? (
                      <Button
                        size="sm"
                        variant="ghost"
                        aria-label={`Take away ${role.name}`}
                        pending={unassign.isPending && unassign.variables.roleKey === role.key}
                        onClick={() => unassign.mutate({ memberId: member.id, roleKey: role.key })}
                      >
                        Take away
                      </Button>
                    ) : null}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </DrawerPart>
  )
}

function sourceKey(source: RoleSource): string {
  if (source.type === 'direct') return 'direct'
  return source.type === 'group' ? source.group.id : source.connection.id
}

function SourceWords({ source }: { source: RoleSource }) {
  const href = useTenantHref()
  const mayReadGroups = useMay('group:read')
  const mayReadConnections = useMay('sso-connection:read')
  if (source.type === 'direct') {
    return (
      <span>
        Directly, since <Time at={source.assignedAt} />
      </span>
    )
  }
  if (source.type === 'rule') {
    return (
      <span>
        By a rule of{' '}
        {mayReadConnections ? (
          <TextLink href={href(`sso/connections/${source.connection.id}`)}>{source.connection.name}</TextLink>
        ) : (
          source.connection.name
        )}
        , at the last sign-in
      </span>
    )
  }
  return (
    <span>
      Through group{' '}
      {mayReadGroups ? (
        <TextLink href={`${href('groups')}?group=${source.group.id}`}>{source.group.name}</TextLink>
      ) : (
        source.group.name
      )}
    </span>
  )
}
