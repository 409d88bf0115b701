'use client'

import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { EXPIRY_CHOICES, expiryDays } from '#components/ui/expiry.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import type { ScimScope } from '#contracts/directories.ts'
import { SCOPE_CHOICES, scopesOfChoice } from './token-scopes.ts'

type Wanted = { name: string; expiresInDays: number | null; scopes: ScimScope[] }

type CreateTokenDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  onCreate: (wanted: Wanted) => void
  pending: boolean
  error: Parameters<typeof FormError>[0]['error']
}

export function CreateTokenDialog({ open, onOpenChange, onCreate, pending, error }: CreateTokenDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onCreate({
      name: String(form.get('name') ?? '').trim(),
      expiresInDays: expiryDays(form.get('expiry')),
      scopes: scopesOfChoice(form.get('scopes')),
    })
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create token">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" hint="Where it will be used, such as “Okta production”.">
          {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
        </Field>
        <Field label="May" hint="Identity providers need everything. Narrow it for a script that only reads.">
          {(control) => (
            <Select {...control} name="scopes" defaultValue="all">
              {SCOPE_CHOICES.map((choice) => (
                <option key={choice.key} value={choice.key}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Expires after" hint="The Owners are told 30, 7 and 1 days before.">
          {(control) => (
            <Select {...control} name="expiry" defaultValue="365">
              {EXPIRY_CHOICES.map((choice) => (
                <option key={choice.label} value={choice.days ?? 'never'}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Create token
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
