'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { OwnerFields, ownerOf } from './owner-fields.tsx'
import { suggestSlug } from './suggest-slug.ts'

export function CreateTenantDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Create tenant"
      description="Its first Owner gets a link by e-mail that works once, within seven days, and runs the tenant from then on."
    >
      <CreateTenantForm onClose={onClose} />
    </Dialog>
  )
}

function CreateTenantForm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [slug, setSlug] = useState<string | null>(null)
  const create = useMutation(
    trpc.operatorTenants.create.mutationOptions({
      onSuccess: async (tenant, { owner }) => {
        queryClient.setQueryData(trpc.operatorTenants.get.queryKey({ id: tenant.id }), tenant)
        await queryClient.invalidateQueries({ queryKey: trpc.operatorTenants.list.pathKey() })
        notify(`${tenant.name} is there. The link is on its way to ${owner.email}.`)
        router.push(`/operator/tenants/${tenant.id}`)
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate({ name: name.trim(), slug: slug ?? suggestSlug(name), owner: ownerOf(event.currentTarget) })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={120}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Short name" hint="It stands in addresses and cannot be changed later.">
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={slug ?? suggestSlug(name)}
            onChange={(event) => setSlug(event.target.value.trim())}
            required
            minLength={2}
            maxLength={40}
            pattern="[a-z0-9]([a-z0-9\-]{0,38}[a-z0-9])"
            title="2 to 40 of a-z, 0-9 and inner hyphens"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <OwnerFields />
      <FormError error={create.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Create tenant
        </Button>
      </div>
    </form>
  )
}
