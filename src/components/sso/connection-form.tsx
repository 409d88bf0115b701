'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import type { SsoCreateInput } from '#contracts/sso.ts'
import { ClientFields, clientFrom } from './client-fields.tsx'
import { type MetadataSource, MetadataSourceFields } from './metadata-source.tsx'
import type { ProviderGuide } from './provider-guides.ts'

type ConnectionFormProps = {
  guide: ProviderGuide
  create: {
    mutate: (input: SsoCreateInput) => void
    isPending: boolean
    error: Parameters<typeof FormError>[0]['error']
  }
}

/** The provider's values for a connection that is not there yet, whoever makes it. */
export function ConnectionForm({ guide, create }: ConnectionFormProps) {
  const [source, setSource] = useState<MetadataSource | null>(null)
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
