'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { DIRECTORY_PROVIDERS, directoryProviderSchema } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { PROVIDER_WORDS } from './provider-words.ts'

export function AddDirectoryDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const href = useTenantHref()
  const create = useMutation(
    trpc.directories.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.directories.list.pathKey() })
        router.push(`${href('directories')}/${id}`)
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({
      name: String(form.get('name') ?? '').trim(),
      provider: directoryProviderSchema.parse(form.get('provider')),
      mode: form.get('mode') === 'dry-run' ? 'dry-run' : 'live',
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Add directory"
      description="You get an address and a token to enter at the identity provider."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Identity provider">
          {(control) => (
            <Select {...control} name="provider" defaultValue="okta">
              {DIRECTORY_PROVIDERS.map((provider) => (
                <option key={provider} value={provider}>
                  {PROVIDER_WORDS[provider]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Name" hint="To tell it from others, such as “Okta, employees”.">
          {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
        </Field>
        <Field label="Begin" hint="A dry run shows who would gain and lose access. Going live afterwards is for good.">
          {(control) => (
            <Select {...control} name="mode" defaultValue="live">
              <option value="live">Live: what the provider sends happens</option>
              <option value="dry-run">Dry run: nothing the provider sends changes anything</option>
            </Select>
          )}
        </Field>
        <FormError error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={create.isPending}>
            Add directory
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
