'use client'

import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'

type MakeSetupLinkDialogProps = {
  open: boolean
  onClose: () => void
  onMake: (input: { label: string; expiresInDays: number }) => void
  pending: boolean
  error: unknown
  /** Where the link leads, in words. */
  where: string
}

export function MakeSetupLinkDialog({ open, onClose, onMake, pending, error, where }: MakeSetupLinkDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onMake({ label: String(form.get('label') ?? '').trim(), expiresInDays: Number(form.get('days')) })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Make set-up link"
      description={`Whoever opens it first can add a connection and a directory ${where}, and nothing else. Owners are told of both by mail.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Who it is for" hint="To recognise it in this list and in the audit log, such as “IT at Acme”.">
          {(control) => <Input {...control} name="label" required maxLength={80} autoComplete="off" />}
        </Field>
        <Field label="Expires">
          {(control) => (
            <Select {...control} name="days" defaultValue="3">
              <option value="1">In 1 day</option>
              <option value="3">In 3 days</option>
              <option value="7">In 7 days</option>
            </Select>
          )}
        </Field>
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Make link
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
