'use client'

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { FormError } from './form-error.tsx'
import { Input } from './input.tsx'

type ConfirmDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will be lost. */
  children: ReactNode
  verb: string
  /** Must be typed before the button works. */
  name?: string
  onConfirm: () => void
  pending: boolean
  error: unknown
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, children, verb, name, onConfirm, pending, error } = props
  const [typed, setTyped] = useState('')
  const confirmed = name === undefined || typed.trim() === name
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (confirmed && !pending) onConfirm()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTyped('')
        onOpenChange(next)
      }}
      title={title}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="text-muted">{children}</div>
        {name === undefined ? null : (
          <Field label={`Type “${name}” to go on`}>
            {(control) => (
              <Input
                {...control}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="final" disabled={!confirmed} pending={pending}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
