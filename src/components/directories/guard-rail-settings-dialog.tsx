'use client'

import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Checkbox, Input } from '#components/ui/input.tsx'
import type { GuardRailSettings } from '#contracts/guard-rails.ts'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  settings: GuardRailSettings
  onSave: (settings: GuardRailSettings) => void
  pending: boolean
  error: unknown
}

const NUMBERS = [
  { name: 'sharePercent', label: 'Share of the active people, in percent', min: 1, max: 100 },
  { name: 'peopleAtLeast', label: 'And at least so many people', min: 1, max: 100_000 },
  { name: 'windowMinutes', label: 'Within so many minutes', min: 5, max: 10_080 },
] as const

export function GuardRailSettingsDialog({ open, onOpenChange, settings, onSave, pending, error }: Props) {
  const [draft, setDraft] = useState<GuardRailSettings | null>(null)
  const shown = draft ?? settings
  const enabledId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(shown)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setDraft(null)
        onOpenChange(next)
      }}
      title="Change the guard rail"
      description="Beyond all three, disabling and removing by this directory pauses until somebody decides."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex items-start gap-2">
          <Checkbox
            id={enabledId}
            checked={shown.enabled}
            onChange={(event) => setDraft({ ...shown, enabled: event.target.checked })}
            className="mt-0.5"
          />
          <label htmlFor={enabledId}>
            Pause when it is crossed
            <span className="block text-muted text-sm">
              Off, a wrong scope at the provider can disable everybody it manages.
            </span>
          </label>
        </div>
        {NUMBERS.map(({ name, label, min, max }) => (
          <Field key={name} label={label}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={min}
                max={max}
                required
                disabled={!shown.enabled}
                value={String(shown[name])}
                onChange={(event) => setDraft({ ...shown, [name]: Number(event.target.value) })}
              />
            )}
          </Field>
        ))}
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
