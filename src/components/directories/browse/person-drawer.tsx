'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { StatusBadge } from '#components/members/status-badge.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { PersonInDirectory } from '#contracts/directory-browser.ts'
import { uuidSchema } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { PersonAttributes } from './person-attributes.tsx'
import { PersonGroups } from './person-groups.tsx'
import { PersonRoles } from './person-roles.tsx'

export function PersonDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const trpc = useTRPC()
  const known = uuidSchema.safeParse(id)
  const person = useQuery(
    trpc.directoryBrowser.person.queryOptions({ id: known.data ?? '' }, { enabled: known.success }),
  )
  return (
    <Drawer
      open={known.success}
      onClose={onClose}
      title={person.data?.name ?? 'Person'}
      subtitle={person.data ? person.data.userName : null}
    >
      {person.data ? (
        <PersonDetails key={person.data.id} person={person.data} />
      ) : person.error ? (
        <ErrorState
          what="this person"
          error={person.error}
          onRetry={() => void person.refetch()}
          pending={person.isFetching}
        />
      ) : (
        <RowsSkeleton rows={10} columns={2} />
      )}
    </Drawer>
  )
}

function PersonDetails({ person }: { person: PersonInDirectory }) {
  const href = useTenantHref()
  const mayReadLog = useMay('provisioning-log:read')
  return (
    <div className="divide-y">
      <DrawerPart
        title="Person"
        action={<TextLink href={`${href('members')}?member=${person.id}`}>Open in Members</TextLink>}
      >
        <DefinitionList
          items={[
            ['Status', <StatusBadge key="status" active={person.active} />],
            ['Provisioned', <Time key="made" at={person.createdAt} />],
            [
              'Last changed',
              <span key="changed">
                <Time at={person.updatedAt} />, version {person.version}
              </span>,
            ],
            ['Id', <MonoId key="id" value={person.id} label="id" />],
            ...(mayReadLog && person.directory
              ? [
                  [
                    'Requests',
                    <TextLink key="log" href={`${href(`directories/${person.directory.id}/log`)}?person=${person.id}`}>
                      All requests about this person
                    </TextLink>,
                  ] as const,
                ]
              : []),
          ]}
        />
      </DrawerPart>
      <PersonAttributes person={person} />
      <PersonRoles person={person} />
      <PersonGroups person={person} />
    </div>
  )
}
