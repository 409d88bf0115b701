'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

export function AddDomainDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Add domain"
      description="You get a TXT record to put into its DNS. Nothing changes until the record is seen."
    >
      <AddDomainForm onClose={onClose} />
    </Dialog>
  )
}

function AddDomainForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const add = useMutation(
    trpc.domains.add.mutationOptions({
      onSuccess: async ({ domain }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.domains.pathKey() })
        notify(`${domain} is added. Put its record into DNS to verify it.`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    add.mutate({ domain: String(new FormData(event.currentTarget).get('domain') ?? '') })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label="Domain"
        hint="What stands after the @ of your e-mail addresses, such as acme.com. Subdomains are added by themselves."
      >
        {(control) => (
          <Input
            {...control}
            name="domain"
            required
            maxLength={300}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <FormError error={add.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={add.isPending}>
          Add domain
        </Button>
      </div>
    </form>
  )
}
