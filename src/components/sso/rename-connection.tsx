'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useConnectionChange } from './use-connection-change.ts'

export function RenameConnection({ connection }: { connection: SsoConnectionDetails }) {
  const [open, setOpen] = useState(false)
  const change = useConnectionChange('The name is changed.', () => setOpen(false))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    change.mutate({ id: connection.id, name: String(new FormData(event.currentTarget).get('name') ?? '').trim() })
  }
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Rename
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Rename connection">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Name" hint="People see it on the sign-in page.">
            {(control) => (
              <Input
                {...control}
                name="name"
                required
                maxLength={80}
                defaultValue={connection.name}
                autoComplete="off"
              />
            )}
          </Field>
          <FormError error={change.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={change.isPending}>
              Save
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
