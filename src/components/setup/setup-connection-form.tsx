'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ClientFields, clientFrom } from '#components/sso/client-fields.tsx'
import { GuideSteps } from '#components/sso/guide-steps.tsx'
import { type MetadataSource, MetadataSourceFields } from '#components/sso/metadata-source.tsx'
import { GUIDE_KEYS, PROVIDER_GUIDES, type ProviderGuide } from '#components/sso/provider-guides.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoOurValues } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'

type SetupConnectionFormProps = { ourValues: SsoOurValues; onAdded: () => void }

/** Whose provider it is, what to click there with our values, and the provider's values here. */
export function SetupConnectionForm({ ourValues, onAdded }: SetupConnectionFormProps) {
  const [key, setKey] = useState<(typeof GUIDE_KEYS)[number]>('okta')
  const guide = PROVIDER_GUIDES[key]
  return (
    <Panel title="Add connection">
      <div className="flex flex-col gap-6">
        <Field label="Identity provider">
          {(control) => (
            <Select
              {...control}
              value={key}
              onChange={(event) => setKey(GUIDE_KEYS.find((one) => one === event.target.value) ?? 'saml')}
            >
              {GUIDE_KEYS.map((one) => (
                <option key={one} value={one}>
                  {PROVIDER_GUIDES[one].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <section>
          <h3 className="mb-3">There</h3>
          <GuideSteps guide={guide} ourValues={ourValues} />
        </section>
        <section>
          <h3 className="mb-3">Here</h3>
          <ConnectionFields key={key} guide={guide} onAdded={onAdded} />
        </section>
      </div>
    </Panel>
  )
}

function ConnectionFields({ guide, onAdded }: { guide: ProviderGuide; onAdded: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [source, setSource] = useState<MetadataSource | null>(null)
  const create = useMutation(
    trpc.setup.createConnection.mutationOptions({
      onSuccess: async (connection) => {
        await queryClient.invalidateQueries({ queryKey: trpc.setup.pathKey() })
        notify(`${connection.name} is added. Test it now.`)
        onAdded()
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
