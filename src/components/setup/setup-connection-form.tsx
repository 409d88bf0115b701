'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ConnectionForm } from '#components/sso/connection-form.tsx'
import { GuideSteps } from '#components/sso/guide-steps.tsx'
import { GUIDE_KEYS, PROVIDER_GUIDES, type ProviderGuide } from '#components/sso/provider-guides.ts'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/input.tsx'
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
          <NewConnection key={key} guide={guide} onAdded={onAdded} />
        </section>
      </div>
    </Panel>
  )
}

function NewConnection({ guide, onAdded }: { guide: ProviderGuide; onAdded: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const create = useMutation(
    trpc.setup.createConnection.mutationOptions({
      onSuccess: async (connection) => {
        await queryClient.invalidateQueries({ queryKey: trpc.setup.pathKey() })
        notify(`${connection.name} is added. Test it now.`)
        onAdded()
      },
    }),
  )
  return <ConnectionForm guide={guide} create={create} />
}
