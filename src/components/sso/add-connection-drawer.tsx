'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Textarea } from '#components/ui/input.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { SsoCreateInput, SsoOurValues } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'
import { OurValues } from './our-values.tsx'

type Protocol = 'saml' | 'oidc'
type AddConnectionDrawerProps = { protocol: Protocol | null; ourValues: SsoOurValues; onClose: () => void }

export function AddConnectionDrawer({ protocol, ourValues, onClose }: AddConnectionDrawerProps) {
  const { replace } = useUrlParams()
  return (
    <Drawer open={protocol !== null} onClose={onClose} title="Add connection" subtitle="Two steps, at both ends">
      <Tabs value={protocol ?? 'saml'} onValueChange={(add) => replace({ add })} className="px-5 pt-3 pb-6">
        <TabList aria-label="Protocol">
          <Tab value="saml">SAML 2.0</Tab>
          <Tab value="oidc">OpenID Connect</Tab>
        </TabList>
        {(['saml', 'oidc'] as const).map((each) => (
          <TabPanel key={each} value={each} className="flex flex-col gap-6 pt-5">
            <Step number={1} title="Enter our values at the identity provider">
              <OurValues values={ourValues} protocol={each} />
            </Step>
            <Step number={2} title="Enter the identity provider’s values here">
              <ConnectionForm protocol={each} onClose={onClose} />
            </Step>
          </TabPanel>
        ))}
      </Tabs>
    </Drawer>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-3 flex items-center gap-2.5">
        <span className="grid size-5 place-items-center rounded-full border border-line-strong text-muted text-xs tabular">
          {number}
        </span>
        {title}
      </h3>
      {children}
    </section>
  )
}

function inputFrom(protocol: Protocol, form: FormData): SsoCreateInput {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  if (protocol === 'saml') return { protocol, name: text('name'), metadataXml: text('metadataXml') }
  return {
    protocol,
    name: text('name'),
    discoveryUrl: text('discoveryUrl'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
  }
}

function ConnectionForm({ protocol, onClose }: { protocol: Protocol; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const create = useMutation(
    trpc.sso.create.mutationOptions({
      onSuccess: async (connection) => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sso.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        ])
        notify(`${connection.name} is added. Sign in through it once to see that it works.`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(inputFrom(protocol, new FormData(event.currentTarget)))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="People see it on the sign-in page, such as “Okta”.">
        {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
      </Field>
      {protocol === 'saml' ? (
        <Field
          label="Metadata XML"
          hint="The whole metadata file of the identity provider, beginning with <EntityDescriptor."
        >
          {(control) => (
            <Textarea
              {...control}
              name="metadataXml"
              required
              maxLength={200_000}
              spellCheck={false}
              rows={8}
              className="font-mono text-xs"
            />
          )}
        </Field>
      ) : (
        <>
          <Field label="Discovery URL" hint="Ends in /.well-known/openid-configuration.">
            {(control) => (
              <Input
                {...control}
                type="url"
                name="discoveryUrl"
                required
                maxLength={2048}
                className="font-mono text-xs"
              />
            )}
          </Field>
          <Field label="Client ID">
            {(control) => (
              <Input
                {...control}
                name="clientId"
                required
                maxLength={512}
                autoComplete="off"
                className="font-mono text-xs"
              />
            )}
          </Field>
          <Field label="Client secret" hint="It is never shown again.">
            {(control) => (
              <Input
                {...control}
                type="password"
                name="clientSecret"
                required
                maxLength={2048}
                autoComplete="new-password"
              />
            )}
          </Field>
        </>
      )}
      <FormError error={create.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          Add connection
        </Button>
      </div>
    </form>
  )
}
