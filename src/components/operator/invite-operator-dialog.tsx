'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

export function InviteOperatorDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const invite = useMutation(
    trpc.operators.invite.mutationOptions({
      onSuccess: async ({ email }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.operators.pathKey() })
        notify(`The link is on its way to ${email}.`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    invite.mutate({ name: text('name'), email: text('email') })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Invite operator"
      description="They get a link by e-mail that works once, within seven days, set up a passkey with it and may do what you may do here."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" hint="Tenants see it where an operator acts for them.">
          {(control) => <Input {...control} name="name" required maxLength={200} autoComplete="off" />}
        </Field>
        <Field label="E-mail address">
          {(control) => <Input {...control} name="email" type="email" required maxLength={320} autoComplete="off" />}
        </Field>
        <FormError error={invite.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            Send invitation
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
