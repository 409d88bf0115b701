'use client'

import { startRegistration } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { inWords } from './passkey-failure.ts'

export function AddPasskeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Add passkey"
      description="Your browser asks for your fingerprint, face, PIN or security key next."
    >
      <AddPasskeyForm onClose={onClose} />
    </Dialog>
  )
}

function AddPasskeyForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const begin = useMutation(trpc.security.beginPasskey.mutationOptions())
  const keep = useMutation(trpc.security.addPasskey.mutationOptions())
  const add = useMutation({
    mutationFn: async () => {
      const optionsJSON = await begin.mutateAsync(undefined)
      const response = await startRegistration({ optionsJSON }).catch((error: unknown) => {
        throw inWords(error)
      })
      return keep.mutateAsync({ name: name.trim(), response })
    },
    onSuccess: async (passkey) => {
      await queryClient.invalidateQueries()
      notify(`${passkey.name} is added.`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="Where it is, such as “Work laptop” or “Yellow security key”.">
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={80}
            autoComplete="off"
          />
        )}
      </Field>
      <FormError error={add.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={add.isPending}>
          Add passkey
        </Button>
      </div>
    </form>
  )
}
