'use client'

import { useQuery } from '@tanstack/react-query'
import { PageAction } from '#components/layout/page-action.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import type { OperatorTenantDetails } from '#contracts/operator-tenants.ts'
import { useTRPC } from '#trpc/client.tsx'
import { ConnectionCount } from './connection-count.tsx'
import { ENFORCEMENT_WORDS } from './enforcement-words.ts'
import { FirstOwnerPanel } from './first-owner-panel.tsx'
import { TenantSetupLinks } from './tenant-setup-links.tsx'

const PURPOSE = 'How far this tenant is set up. Its people, connections and log are its own and not shown here.'

export function TenantView({ id }: { id: string }) {
  const trpc = useTRPC()
  const tenant = useQuery(trpc.operatorTenants.get.queryOptions({ id }))
  const back = { href: '/operator/tenants', label: 'Tenants' }
  if (!tenant.data) {
    return (
      <>
        <PageHeader title="Tenant" purpose={PURPOSE} back={back} />
        {tenant.error ? (
          <div className="rounded-lg border bg-surface">
            <ErrorState
              what="this tenant"
              error={tenant.error}
              onRetry={() => void tenant.refetch()}
              pending={tenant.isFetching}
            />
          </div>
        ) : (
          <RowsSkeleton rows={6} columns={2} />
        )}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={tenant.data.name}
        purpose={PURPOSE}
        back={back}
        action={
          <PageAction permission="operator-setup-link:create" param="link" value="1">
            Make set-up link
          </PageAction>
        }
      />
      <div className="flex max-w-4xl flex-col gap-6">
        <Facts tenant={tenant.data} />
        <FirstOwnerPanel tenant={tenant.data} />
        <TenantSetupLinks tenant={tenant.data} />
      </div>
    </>
  )
}

function Facts({ tenant }: { tenant: OperatorTenantDetails }) {
  return (
    <Panel title="Tenant">
      <DefinitionList
        items={[
          [
            'Short name',
            <span key="slug" className="font-mono">
              {tenant.slug}
            </span>,
          ],
          [
            'Sign-in address',
            <span key="address" className="flex min-w-0 items-center gap-1.5">
              <span className="min-w-0 truncate font-mono" title={tenant.signInUrl}>
                {tenant.signInUrl}
              </span>
              <CopyButton text={tenant.signInUrl} label="sign-in address" />
            </span>,
          ],
          ['Created', <Time key="created" at={tenant.createdAt} />],
          ['People', `${formatCount(tenant.people)} active`],
          ['Connections', <ConnectionCount key="connections" connections={tenant.connections} />],
          ['Single sign-on', ENFORCEMENT_WORDS[tenant.enforcement]],
        ]}
      />
    </Panel>
  )
}
