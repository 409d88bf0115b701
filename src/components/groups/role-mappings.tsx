'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { GroupRoleMapping } from '#contracts/groups.ts'
import { useTRPC } from '#trpc/client.tsx'
import { MapRoleDialog } from './map-role-dialog.tsx'
import { UnmappingPreview } from './mapping-preview.tsx'

/** Group name to role, for all directories or for the one whose page it stands on. */
export function RoleMappings({ directoryId }: { directoryId?: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const href = useTenantHref()
  const mayMap = useMay('group:map')
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<GroupRoleMapping | null>(null)
  const mappings = useQuery(trpc.groups.listMappings.queryOptions())
  const unmap = useMutation(
    trpc.groups.unmapRole.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.roles.pathKey() }),
        ])
        notify('The mapping is removed.')
        setRemoving(null)
      },
    }),
  )
  if (mappings.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (mappings.error) {
    return (
      <ErrorState
        what="role mappings"
        error={mappings.error}
        onRetry={() => void mappings.refetch()}
        pending={mappings.isFetching}
      />
    )
  }
  const items = mappings.data.items.filter((mapping) => !directoryId || mapping.directory.id === directoryId)
  const addButton = mayMap ? (
    <Button variant={items.length === 0 ? 'primary' : 'secondary'} onClick={() => setAdding(true)}>
      Map a role
    </Button>
  ) : undefined
  return (
    <>
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={Waypoints} title="No group gives a role yet" action={addButton}>
            Map a group to a role, and everyone in the group holds that role for as long as they are in it.
          </EmptyState>
        </div>
      ) : (
        <>
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <p className="text-muted text-sm">
              {countOf(items.length, 'mapping')}. People hold the role for as long as they are in the group.
            </p>
            {addButton}
          </div>
          <div className="rounded-lg border bg-surface">
            <Table label="Role mappings">
              <thead>
                <tr>
                  <HeadCell>Group</HeadCell>
                  <HeadCell>Gives role</HeadCell>
                  {directoryId ? null : <HeadCell className="hidden md:table-cell">Directory</HeadCell>}
                  <HeadCell className="hidden text-right sm:table-cell">People now</HeadCell>
                  <HeadCell>
                    <span className="sr-only">Actions</span>
                  </HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((mapping) => (
                  <Row key={mapping.id}>
                    <Cell>
                      {mapping.group ? (
                        <TextLink href={`${href('groups')}?group=${mapping.group.id}`}>{mapping.groupName}</TextLink>
                      ) : (
                        mapping.groupName
                      )}
                    </Cell>
                    <Cell>{mapping.role.name}</Cell>
                    {directoryId ? null : (
                      <Cell className="hidden text-muted md:table-cell">{mapping.directory.name}</Cell>
                    )}
                    <Cell className="hidden whitespace-nowrap text-right tabular sm:table-cell">
                      {mapping.group ? (
                        formatCount(mapping.group.people)
                      ) : (
                        <span className="text-muted">Not pushed yet</span>
                      )}
                    </Cell>
                    <Cell className="text-right">
                      {mayMap ? (
                        <Button
                          size="sm"
                          variant="ghost"
                          aria-label={`Remove mapping of ${mapping.groupName} to ${mapping.role.name}`}
                          onClick={() => {
                            unmap.reset()
                            setRemoving(mapping)
                          }}
                        >
                          Remove
                        </Button>
                      ) : null}
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          </div>
        </>
      )}
      <MapRoleDialog open={adding} onOpenChange={setAdding} directoryId={directoryId} />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={`Stop ${removing?.groupName ?? 'the group'} from giving ${removing?.role.name ?? 'the role'}`}
        verb="Remove mapping"
        onConfirm={() => removing && unmap.mutate({ id: removing.id })}
        pending={unmap.isPending}
        error={unmap.error}
      >
        {removing ? <UnmappingPreview id={removing.id} /> : null}
      </ConfirmDialog>
    </>
  )
}
