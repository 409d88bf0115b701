'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { redirectUriFault } from '#contracts/applications.ts'
import { useTRPC } from '#trpc/client.tsx'

type Added = { id: string; secret: string | null }
type AddApplicationDialogProps = { open: boolean; onClose: () => void; onAdded: (added: Added) => void }

export function AddApplicationDialog({ open, onClose, onAdded }: AddApplicationDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Add application"
      description="A product of yours that signs people in with OpenID Connect."
    >
      <AddApplicationForm onClose={onClose} onAdded={onAdded} />
    </Dialog>
  )
}

function AddApplicationForm({ onClose, onAdded }: Omit<AddApplicationDialogProps, 'open'>) {
  const trpc = useTRPC()
  const [fault, setFault] = useState<string | null>(null)
  const create = useMutation(trpc.applications.create.mutationOptions({ onSuccess: onAdded }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const redirectUri = String(form.get('redirectUri') ?? '').trim()
    const found = redirectUriFault(redirectUri)
    setFault(found && `The address ${found}.`)
    if (found) return
    create.mutate({
      name: String(form.get('name') ?? '').trim(),
      type: form.get('type') === 'public' ? 'public' : 'confidential',
      redirectUris: [redirectUri],
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="People see it in their list of sessions, and admins in the audit log.">
        {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
      </Field>
      <Field label="Kind" hint="It cannot be changed later. Every kind uses PKCE.">
        {(control) => (
          <Select {...control} name="type" defaultValue="confidential">
            <option value="confidential">Has a server, which keeps a secret</option>
            <option value="public">Runs in browsers or on devices, without a secret</option>
          </Select>
        )}
      </Field>
      <Field
        label="Redirect URI"
        error={fault}
        hint="Where people come back to. It is compared letter for letter; more can be added later."
      >
        {(control) => (
          <Input
            {...control}
            name="redirectUri"
            required
            maxLength={1000}
            className="font-mono"
            placeholder="https://app.example.com/callback"
            autoComplete="off"
            spellCheck={false}
            onChange={() => setFault(null)}
          />
        )}
      </Field>
      <FormError error={create.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Add application
        </Button>
      </div>
    </form>
  )
}
