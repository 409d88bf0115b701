'use client'

import { useQuery } from '@tanstack/react-query'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { GroupInDirectory } from '#contracts/directory-browser.ts'
import { uuidSchema } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { GroupMembers } from './group-members.tsx'

export function DirectoryGroupDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const group = useQuery(trpc.directoryBrowser.group.queryOptions({ id: known.data ?? '' }, { enabled: known.success }))
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={group.data?.name ?? 'Group'}
      subtitle={group.data ? countOf(group.data.peopleOverAll, 'person', 'people') : null}
    >
      {group.data ? (
        <GroupDetails key={group.data.id} group={group.data} />
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

function GroupDetails({ group }: { group: GroupInDirectory }) {
  const href = useTenantHref()
  return (
    <div className="divide-y">
      <DrawerPart title="Group">
        <DefinitionList
          items={[
            ['External id', group.externalId ?? 'None was sent'],
            ['Pushed', <Time key="made" at={group.createdAt} />],
            [
              'Last changed',
              <span key="changed">
                <Time at={group.updatedAt} />, version {group.version}
              </span>,
            ],
            [
              'People',
              group.nested === 0
                ? formatCount(group.people)
                : `${formatCount(group.people)} directly, ${formatCount(group.peopleOverAll)} with the groups in it`,
            ],
            ['Id', <MonoId key="id" value={group.id} label="id" />],
          ]}
        />
      </DrawerPart>
      <DrawerPart
        title="Roles that its people get"
        action={<TextLink href={`${href('groups')}?view=mappings`}>Role mapping</TextLink>}
      >
        {group.roles.length === 0 ? (
          <p className="text-muted text-sm">None: neither this group nor one around it is mapped.</p>
        ) : (
          <ul className="divide-y text-sm">
            {group.roles.map((role) => (
              <li key={`${role.key} ${role.by.id}`} className="flex min-h-9 items-center justify-between gap-4">
                <span>{role.name}</span>
                <span className="text-muted">
                  {role.by.id === group.id ? 'by its own mapping' : `by the mapping of ${role.by.name}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </DrawerPart>
      <GroupList title={`Groups in it (${group.nested})`} groups={group.groups} shownOf={group.nested} />
      <GroupList title="Groups it is in" groups={group.within} shownOf={group.within.length} />
      <GroupMembers groupId={group.id} people={group.people} />
    </div>
  )
}

type GroupListProps = { title: string; groups: GroupInDirectory['groups']; shownOf: number }

function GroupList({ title, groups, shownOf }: GroupListProps) {
  if (groups.length === 0) return null
  return (
    <DrawerPart title={title}>
      <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
        {groups.map((group) => (
          <li key={group.id}>
            <TextLink href={`?group=${group.id}`}>{group.name}</TextLink>
          </li>
        ))}
      </ul>
      {groups.length < shownOf ? (
        <p className="mt-2 text-muted text-sm">The first {groups.length} by name are shown.</p>
      ) : null}
    </DrawerPart>
  )
}
