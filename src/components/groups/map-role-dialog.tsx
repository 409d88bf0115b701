'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { MappingPreview } from './mapping-preview.tsx'

type MapRoleDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; directoryId: string | undefined }

export function MapRoleDialog({ open, onOpenChange, directoryId }: MapRoleDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Map a role to a group"
      description="Everyone in the group holds the role. The group may be pushed later; its name must match exactly."
      className="max-w-2xl"
    >
      <MapRoleForm close={() => onOpenChange(false)} directoryId={directoryId} />
    </Dialog>
  )
}

function MapRoleForm({ close, directoryId }: { close: () => void; directoryId: string | undefined }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const groupNames = useId()
  const mayReadDirectories = useMay('directory:read')
  const [chosen, setChosen] = useState<string | null>(null)
  const [groupName, setGroupName] = useState('')
  const [roleKey, setRoleKey] = useState('')
  const directories = useQuery(
    trpc.directories.list.queryOptions(undefined, { enabled: mayReadDirectories && !directoryId }),
  )
  const groups = useQuery(trpc.groups.list.queryOptions({ limit: 100 }))
  const roles = useQuery(trpc.roles.list.queryOptions())
  const map = useMutation(
    trpc.groups.mapRole.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.roles.pathKey() }),
        ])
        notify('The role is mapped.')
        close()
      },
    }),
  )
  const directory = directoryId ?? chosen ?? directories.data?.items[0]?.id ?? ''
  const wanted = { directoryId: directory, groupName: groupName.trim(), roleKey }
  const settledName = useSettled(wanted.groupName)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    map.mutate(wanted)
  }
  const known = [...new Set(groups.data?.items.map((group) => group.name))]
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {directoryId ? null : (
        <Field label="Directory">
          {(control) => (
            <Select
              {...control}
              name="directory"
              required
              value={directory}
              onChange={(event) => setChosen(event.target.value)}
            >
              {directories.data?.items.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Group name" hint="As it is called in the identity provider.">
        {(control) => (
          <Input
            {...control}
            name="group"
            list={groupNames}
            required
            maxLength={256}
            autoComplete="off"
            value={groupName}
            onChange={(event) => setGroupName(event.target.value)}
          />
        )}
      </Field>
      <datalist id={groupNames}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field label="Role" hint="Owner can be given to people only, never to a group.">
        {(control) => (
          <Select
            {...control}
            name="role"
            required
            value={roleKey}
            onChange={(event) => setRoleKey(event.target.value)}
          >
            <option value="" disabled>
              Choose a role
            </option>
            {roles.data?.items
              .filter((role) => role.key !== 'owner')
              .map((role) => (
                <option key={role.key} value={role.key}>
                  {role.name}
                </option>
              ))}
          </Select>
        )}
      </Field>
      {directory && settledName && roleKey ? (
        <MappingPreview wanted={{ directoryId: directory, groupName: settledName, roleKey }} />
      ) : null}
      <FormError error={map.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" variant="primary" pending={map.isPending}>
          Map role
        </Button>
      </div>
    </form>
  )
}

/** What was typed last, once nothing has been typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 300)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
