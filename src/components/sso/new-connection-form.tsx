'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { ClientFields, clientFrom } from './client-fields.tsx'
import { type MetadataSource, MetadataSourceFields } from './metadata-source.tsx'
import type { ProviderGuide } from './provider-guides.ts'

/** The provider's values. Afterwards the connection’s own page follows, to test it and to map attributes and roles. */
export function NewConnectionForm({ guide }: { guide: ProviderGuide }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const href = useTenantHref()
  const [source, setSource] = useState<MetadataSource | null>(null)
  const create = useMutation(
    trpc.sso.create.mutationOptions({
      onSuccess: async (connection) => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sso.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        ])
        notify(`${connection.name} is added. Test it before anyone depends on it.`)
        router.push(href(`sso/connections/${connection.id}`))
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const common = { name: String(form.get('name') ?? '').trim(), provider: guide.provider }
    if (guide.protocol === 'oidc') create.mutate({ protocol: 'oidc', ...common, ...clientFrom(form) })
    else if (source) create.mutate({ protocol: 'saml', ...common, ...source })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="People see it on the sign-in page.">
        {(control) => (
          <Input
            {...control}
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            defaultValue={guide.provider === 'other' ? '' : guide.name}
          />
        )}
      </Field>
      {guide.protocol === 'saml' ? (
        <MetadataSourceFields initial={guide.metadata} hint={guide.metadataHint} onChange={setSource} />
      ) : (
        <ClientFields />
      )}
      <FormError error={create.error} />
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          pending={create.isPending}
          disabled={guide.protocol === 'saml' && source === null}
        >
          Add connection
        </Button>
      </div>
    </form>
  )
}
