'use client'

import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { EXPIRY_CHOICES, expiryDays } from '#components/ui/expiry.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select } from '#components/ui/input.tsx'
import type { DirectoryToken } from '#contracts/directories.ts'

const OVERLAPS = [
  { days: 1, label: '1 day' },
  { days: 7, label: '7 days' },
  { days: 14, label: '14 days' },
  { days: 30, label: '30 days' },
] as const

type RotateTokenDialogProps = {
  token: DirectoryToken | null
  onClose: () => void
  onRotate: (wanted: { overlapDays: number; expiresInDays: number | null }) => void
  pending: boolean
  error: Parameters<typeof FormError>[0]['error']
}

export function RotateTokenDialog({ token, onClose, onRotate, pending, error }: RotateTokenDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onRotate({ overlapDays: Number(form.get('overlap')), expiresInDays: expiryDays(form.get('expiry')) })
  }
  return (
    <Dialog
      open={token !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Rotate ${token?.name ?? ''}`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-muted text-sm">
          A new token of the same name and scopes is made. Both work until the old one ends, so provisioning goes on
          while you enter the new one at the identity provider.
        </p>
        <Field label="The old one ends in" hint="You can end it at once when the new one is in use.">
          {(control) => (
            <Select {...control} name="overlap" defaultValue="7">
              {OVERLAPS.map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="The new one expires after">
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
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Rotate token
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
