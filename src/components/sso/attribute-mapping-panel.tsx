'use client'

import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { AttributeMapping, ReceivedProfile } from '#contracts/received-profile.ts'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { AttributeFields } from './attribute-fields.tsx'
import { useConnectionChange } from './use-connection-change.ts'

type Props = { connection: SsoConnectionDetails; profile: ReceivedProfile | null }

export function AttributeMappingPanel({ connection, profile }: Props) {
  const mayManage = useMay('sso-connection:manage')
  const [mapping, setMapping] = useState<AttributeMapping>(connection.attributeMapping)
  const change = useConnectionChange('The attributes are mapped. They count from the next sign-in.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ id: connection.id, attributeMapping: mapping })
  }
  return (
    <Panel
      title="Attributes"
      description="The name of the attribute or claim that holds each. Left empty, the usual names are looked for."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <AttributeFields mapping={mapping} onChange={setMapping} profile={profile} disabled={!mayManage} />
        <FormError error={change.error} />
        {mayManage ? (
          <div className="flex justify-end">
            <Button type="submit" pending={change.isPending} disabled={same(mapping, connection.attributeMapping)}>
              Save attributes
            </Button>
          </div>
        ) : null}
      </form>
    </Panel>
  )
}

function same(one: AttributeMapping, other: AttributeMapping): boolean {
  return (['email', 'givenName', 'familyName', 'groups'] as const).every((field) => one[field] === other[field])
}
