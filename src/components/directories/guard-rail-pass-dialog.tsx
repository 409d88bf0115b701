'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  held: number
  onPass: (wanted: { people: number; hours: number }) => void
  pending: boolean
  error: unknown
}

export function GuardRailPassDialog({ open, onOpenChange, held, onPass, pending, error }: Props) {
  const [people, setPeople] = useState<string | null>(null)
  const [hours, setHours] = useState('24')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onPass({ people: Number(people ?? held), hours: Number(hours) })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setPeople(null)
        onOpenChange(next)
      }}
      title="Let removals pass"
      description="The provider disables or removes them at its next attempts; their access ends then, and what was ended does not come back."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="People at most" hint="Removals beyond that are measured against the guard rail again.">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={100_000}
              required
              value={people ?? String(held)}
              onChange={(event) => setPeople(event.target.value)}
            />
          )}
        </Field>
        <Field label="For" hint="Providers try again within minutes to an hour; some wait up to a day.">
          {(control) => (
            <Select {...control} value={hours} onChange={(event) => setHours(event.target.value)}>
              <option value="1">1 hour</option>
              <option value="24">24 hours</option>
              <option value="72">72 hours</option>
            </Select>
          )}
        </Field>
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="final" pending={pending}>
            Let them pass
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
