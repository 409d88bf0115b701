'use client'

import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import type { Application } from '#contracts/applications.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AddressesPanel } from './addresses-panel.tsx'
import { DisableApplication } from './disable-application.tsx'
import { SecretsPanel } from './secrets-panel.tsx'
import { TokensPanel } from './tokens-panel.tsx'

const PURPOSE = 'How this product signs people in: what to enter there, where people come back to, what it learns.'

export function ApplicationView({ id }: { id: string }) {
  const trpc = useTRPC()
  const application = useQuery(trpc.applications.get.queryOptions({ id }))
  const back = { href: '/operator/applications', label: 'Applications' }
  if (!application.data) {
    return (
      <>
        <PageHeader title="Application" purpose={PURPOSE} back={back} />
        {application.error ? (
          <div className="rounded-lg border bg-surface">
            <ErrorState
              what="this application"
              error={application.error}
              onRetry={() => void application.refetch()}
              pending={application.isFetching}
            />
          </div>
        ) : (
          <RowsSkeleton rows={6} columns={2} />
        )}
      </>
    )
  }
  const { data } = application
  return (
    <>
      <PageHeader title={data.name} purpose={PURPOSE} back={back} action={<DisableApplication application={data} />} />
      <div className="flex max-w-4xl flex-col gap-6">
        <Values application={data} />
        {data.type === 'confidential' ? <SecretsPanel application={data} /> : null}
        <AddressesPanel
          application={data}
          field="redirectUris"
          title="Redirect URIs"
          another="Another redirect URI"
          description="Where people may come back to after signing in. Compared letter for letter."
        />
        <AddressesPanel
          application={data}
          field="postLogoutRedirectUris"
          title="After signing out"
          another="Another address after signing out"
          description="Where people may go on to when they sign out in the product."
        />
        <TokensPanel key={JSON.stringify(data)} application={data} />
      </div>
    </>
  )
}

function Values({ application }: { application: Application }) {
  return (
    <Panel
      title="What to enter in your product"
      description="A standard OpenID Connect library needs these, and for a server the secret."
      action={application.disabledAt ? <Badge tone="danger">Disabled</Badge> : undefined}
    >
      <DefinitionList
        items={[
          ['Client ID', <MonoId key="id" value={application.clientId} label="client ID" whole />],
          ['Issuer', <MonoId key="issuer" value={application.issuer} label="issuer" whole />],
          ['Discovery', <MonoId key="discovery" value={application.discoveryUrl} label="discovery address" whole />],
          [
            'Kind',
            application.type === 'public'
              ? 'Public: code flow with PKCE, no secret'
              : 'Confidential: code flow with PKCE and a secret',
          ],
        ]}
      />
    </Panel>
  )
}
