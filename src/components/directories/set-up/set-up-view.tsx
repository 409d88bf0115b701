'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { Directory } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { DirectoryPage } from '../directory-page.tsx'
import { PROVIDER_WORDS } from '../provider-words.ts'
import { AttributeTable } from './attribute-table.tsx'
import { MakeToken } from './make-token.tsx'
import { ASK_EVERY_MS, RequestCheck } from './request-check.tsx'
import { ScimGuideSteps } from './scim-guide-steps.tsx'
import { SCIM_GUIDES } from './scim-guides.ts'
import { addressByToken } from './scim-values.ts'

export function SetUpView({ directoryId }: { directoryId: string }) {
  return (
    <DirectoryPage id={directoryId} purpose={PAGE_WORDS.directorySetUp.purpose}>
      {(directory) => <SetUp directory={directory} />}
    </DirectoryPage>
  )
}

function SetUp({ directory }: { directory: Directory }) {
  const mayReadLog = useMay('provisioning-log:read')
  const guide = SCIM_GUIDES[directory.provider]
  const provider = directory.provider === 'other' ? 'the provider' : PROVIDER_WORDS[directory.provider]
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
      <Panel className="self-start" title={`At ${provider}`}>
        <ScimGuideSteps guide={guide} baseUrl={directory.baseUrl} token={<MakeToken directory={directory} />} />
      </Panel>
      <div className="flex min-w-0 flex-col gap-6">
        {mayReadLog ? <LiveCheck directory={directory} /> : null}
        <Panel title="Values">
          <DefinitionList
            className="grid-cols-1 gap-y-1 [&>dd]:mb-2"
            items={[
              ['Base URL', <MonoId key="base" value={directory.baseUrl} label="base URL" whole />],
              [
                'Base URL without the directory (the token names it too)',
                <MonoId key="short" value={addressByToken(directory.baseUrl)} label="short base URL" whole />,
              ],
              ['Authentication', 'HTTP header Authorization: Bearer, followed by the token'],
              ['Unique identifier', <MonoId key="unique" value="userName" label="unique identifier" whole />],
              ['Supported', 'Creating, updating, disabling and deleting people; groups with members; nested groups'],
            ]}
          />
        </Panel>
        <Panel title="Good to know">
          <ul className="flex flex-col gap-2 text-pretty text-muted text-sm">
            {guide.habits.map((habit) => (
              <li key={habit}>{habit}</li>
            ))}
          </ul>
        </Panel>
      </div>
      <Panel
        flush
        className="lg:col-span-2"
        title="Attributes to send"
        description="What else is sent is kept, and given back as it came."
      >
        <AttributeTable guide={guide} provider={provider} />
      </Panel>
    </div>
  )
}

function LiveCheck({ directory }: { directory: Directory }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const activity = useQuery(
    trpc.provisioningLog.activity.queryOptions({ directoryId: directory.id }, { refetchInterval: ASK_EVERY_MS }),
  )
  return (
    <Panel title="Live check">
      {activity.data ? (
        <RequestCheck
          activity={activity.data}
          sendsGroups={directory.provider !== 'google'}
          log={<TextLink href={href(`directories/${directory.id}/log`)}>See why in the log</TextLink>}
        />
      ) : activity.error ? (
        <ErrorState
          what="the check"
          error={activity.error}
          onRetry={() => void activity.refetch()}
          pending={activity.isFetching}
        />
      ) : (
        <RowsSkeleton rows={3} columns={1} />
      )}
    </Panel>
  )
}
