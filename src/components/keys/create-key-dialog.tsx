'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { PERMISSION_WORDS } from '#components/roles/permission-words.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { EXPIRY_CHOICES, expiryDays } from '#components/ui/expiry.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Checkbox, Input, Select } from '#components/ui/input.tsx'
import { API_KEY_PERMISSIONS } from '#contracts/permissions.ts'
import { useTRPC } from '#trpc/client.tsx'

type CreateKeyDialogProps = { open: boolean; onClose: () => void; onCreated: (key: string) => void }

export function CreateKeyDialog({ open, onClose, onCreated }: CreateKeyDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Create API key"
      description="Give it the least it needs. Permissions cannot be changed later."
    >
      <CreateKeyForm onClose={onClose} onCreated={onCreated} />
    </Dialog>
  )
}

function CreateKeyForm({ onClose, onCreated }: Omit<CreateKeyDialogProps, 'open'>) {
  const trpc = useTRPC()
  const [nothingChosen, setNothingChosen] = useState(false)
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: ({ key }) => onCreated(key) }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const permissions = API_KEY_PERMISSIONS.filter((permission) => form.getAll('permission').includes(permission))
    setNothingChosen(permissions.length === 0)
    if (permissions.length === 0) return
    create.mutate({
      name: String(form.get('name') ?? '').trim(),
      permissions,
      expiresInDays: expiryDays(form.get('expiry')),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="Where it will be used, such as “Billing service”.">
        {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
      </Field>
      <fieldset>
        <legend className="mb-1.5 font-medium text-sm">What it may do</legend>
        <div className="divide-y rounded-md border">
          {API_KEY_PERMISSIONS.map((permission) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the Checkbox inside is its control
            <label key={permission} className="flex min-h-9 cursor-pointer items-center gap-2.5 px-3 py-1.5">
              <Checkbox name="permission" value={permission} onChange={() => setNothingChosen(false)} />
              <span className="flex-1">{PERMISSION_WORDS[permission]}</span>
              <code className="hidden font-mono text-muted text-xs sm:inline">{permission}</code>
            </label>
          ))}
        </div>
        {nothingChosen ? (
          <p role="alert" className="mt-1.5 text-danger text-sm">
            Choose at least one.
          </p>
        ) : null}
      </fieldset>
      <Field label="Expires after">
        {(control) => (
          <Select {...control} name="expiry" defaultValue="90">
            {EXPIRY_CHOICES.map((choice) => (
              <option key={choice.label} value={choice.days ?? 'never'}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FormError error={create.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Create key
        </Button>
      </div>
    </form>
  )
}
