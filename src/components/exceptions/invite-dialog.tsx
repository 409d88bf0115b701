'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

const DAYS = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: '1 year' },
]

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Invite person"
      description="They get a link by e-mail that works once, within seven days, and set up a passkey with it."
    >
      <InviteForm onClose={onClose} />
    </Dialog>
  )
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const invite = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: async ({ email }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.invitations.pathKey() })
        notify(`The link is on its way to ${email}.`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    invite.mutate({
      name: String(form.get('name') ?? '').trim(),
      email: String(form.get('email') ?? '').trim(),
      roleKey: form.get('role') === 'viewer' ? 'viewer' : 'auditor',
      accessDays: Number(form.get('days')),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name">
        {(control) => <Input {...control} name="name" required maxLength={200} autoComplete="off" />}
      </Field>
      <Field label="E-mail address">
        {(control) => <Input {...control} name="email" type="email" required maxLength={320} autoComplete="off" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Role" hint="Both look and change nothing.">
          {(control) => (
            <Select {...control} name="role" defaultValue="auditor">
              <option value="auditor">Auditor</option>
              <option value="viewer">Viewer</option>
            </Select>
          )}
        </Field>
        <Field label="Access ends after">
          {(control) => (
            <Select {...control} name="days" defaultValue="30">
              {DAYS.map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <FormError error={invite.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={invite.isPending}>
          Send invitation
        </Button>
      </div>
    </form>
  )
}
