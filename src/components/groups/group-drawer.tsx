'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Initials } from '#components/ui/initials.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Group } from '#contracts/groups.ts'
import { useTRPC } from '#trpc/client.tsx'

export function GroupDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const group = useQuery(trpc.groups.get.queryOptions({ id: id ?? '' }, { enabled: id !== null }))
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      title={group.data?.name ?? 'Group'}
      subtitle={group.data ? countOf(group.data.members, 'person', 'people') : null}
    >
      {group.data ? (
        <GroupDetails group={group.data} />
      ) : group.error ? (
        <ErrorState
          what="this group"
          error={group.error}
          onRetry={() => void group.refetch()}
          pending={group.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}

function GroupDetails({ group }: { group: Group }) {
  const href = useTenantHref()
  const mayReadMembers = useMay('member:read')
  return (
    <div className="divide-y">
      <DrawerPart title="Group">
        <DefinitionList
          items={[
            ['Directory', group.directory?.name ?? 'None'],
            [
              'Gives role',
              group.roles.length === 0 ? (
                <span key="roles">
                  None. <TextLink href={`${href('groups')}?view=mappings`}>Map a role</TextLink>
                </span>
              ) : (
                group.roles.map((role) => role.name).join(', ')
              ),
            ],
            ['Created', <Time key="created" at={group.createdAt} />],
            ['Id', <MonoId key="id" value={group.id} label="id" />],
          ]}
        />
      </DrawerPart>
      <DrawerPart
        title={`People (${group.members})`}
        action={
          mayReadMembers && group.members > 0 ? (
            <TextLink href={`${href('members')}?group=${group.id}`}>Show in members</TextLink>
          ) : null
        }
      >
        {group.people.length === 0 ? (
          <p className="text-muted text-sm">Nobody is in this group.</p>
        ) : (
          <ul className="divide-y text-sm">
            {group.people.map((person) => (
              <li key={person.id} className="flex min-h-10 items-center gap-2.5">
                <Initials name={person.name} />
                {mayReadMembers ? (
                  <TextLink className="truncate text-ink no-underline" href={`${href('members')}?member=${person.id}`}>
                    {person.name}
                  </TextLink>
                ) : (
                  <span className="truncate">{person.name}</span>
                )}
                <span className="ml-auto truncate text-muted">{person.active ? person.email : 'Disabled'}</span>
              </li>
            ))}
          </ul>
        )}
        {group.people.length < group.members ? (
          <p className="mt-2 text-muted text-sm">The first {group.people.length} by name are shown.</p>
        ) : null}
      </DrawerPart>
    </div>
  )
}
