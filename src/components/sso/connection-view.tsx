'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ReceivedProfile } from '#contracts/received-profile.ts'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AttributeMappingPanel } from './attribute-mapping-panel.tsx'
import { ConnectionState } from './connection-state.tsx'
import { ConnectionTrust } from './connection-trust.tsx'
import { GuardPanel } from './guard-panel.tsx'
import { GuideSteps } from './guide-steps.tsx'
import { LastTestNote } from './last-test-note.tsx'
import { OwnersPanel } from './owners-panel.tsx'
import { ProfileSource } from './profile-source.tsx'
import { guideOf } from './provider-guides.ts'
import { RenameConnection } from './rename-connection.tsx'
import { RoleRulesPanel } from './role-rules-panel.tsx'
import { SingleSignOutPanel } from './single-sign-out-panel.tsx'
import { TestConnectionButton } from './test-connection-button.tsx'

const PURPOSE = 'Its metadata, the attributes it sends, and the roles that they give.'

export function ConnectionView({ id }: { id: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const connection = useQuery(trpc.sso.get.queryOptions({ id }))
  const back = { href: href('sso'), label: 'Single sign-on' }
  if (!connection.data) {
    return (
      <>
        <PageHeader title="Connection" purpose={PURPOSE} back={back} />
        {connection.error ? (
          <ErrorState
            what="this connection"
            error={connection.error}
            onRetry={() => void connection.refetch()}
            pending={connection.isFetching}
          />
        ) : (
          <RowsSkeleton rows={6} columns={2} />
        )}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={connection.data.name}
        purpose={PURPOSE}
        back={back}
        action={<TestAction connection={connection.data} />}
      />
      <Details connection={connection.data} />
    </>
  )
}

function TestAction({ connection }: { connection: SsoConnectionDetails }) {
  const mayManage = useMay('sso-connection:manage')
  return mayManage ? <TestConnectionButton connectionId={connection.id} name={connection.name} /> : null
}

function Details({ connection }: { connection: SsoConnectionDetails }) {
  const trpc = useTRPC()
  const mayManage = useMay('sso-connection:manage')
  const [now] = useState(() => Date.now())
  const [profile, setProfile] = useState<ReceivedProfile | null>(null)
  const sso = useQuery(trpc.sso.list.queryOptions())
  const guide = guideOf(connection)
  return (
    <div className="flex max-w-4xl flex-col gap-6">
      <Panel title="Connection" action={mayManage ? <RenameConnection connection={connection} /> : undefined}>
        <DefinitionList
          items={[
            [
              'Provider',
              `${guide.provider === 'other' ? 'Other' : guide.name}, ${connection.protocol === 'saml' ? 'SAML 2.0' : 'OpenID Connect'}`,
            ],
            [
              connection.protocol === 'saml' ? 'Entity ID' : 'Issuer',
              <MonoId key="issuer" value={connection.issuer} label="issuer" whole />,
            ],
            ['State', <ConnectionState key="state" connection={connection} now={now} />],
            ['Last test', <LastTestNote key="test" connectionId={connection.id} />],
            [
              'Proven by an admin',
              connection.provenAt ? (
                <Time key="proven" at={connection.provenAt} />
              ) : (
                'Not since it was added or changed'
              ),
            ],
          ]}
        />
      </Panel>
      <ConnectionTrust connection={connection} />
      {mayManage ? (
        <Panel
          title="Preview"
          description="Attributes and roles below show at once what they make of this profile. Nothing is changed by it."
        >
          <ProfileSource connectionId={connection.id} onProfile={setProfile} />
        </Panel>
      ) : null}
      <AttributeMappingPanel connection={connection} profile={profile} />
      <RoleRulesPanel connection={connection} profile={profile} />
      <GuardPanel connection={connection} />
      <SingleSignOutPanel connection={connection} />
      <OwnersPanel connection={connection} />
      {sso.data ? (
        <Panel title="At the identity provider" description="What to set up there, with our values.">
          <GuideSteps guide={guide} ourValues={sso.data.ourValues} />
        </Panel>
      ) : null}
    </div>
  )
}
