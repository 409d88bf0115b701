'use client'

import { useQuery } from '@tanstack/react-query'
import { RoleMappings } from '#components/groups/role-mappings.tsx'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Directory } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { DirectorySections } from './directory-sections.tsx'
import { DirectoryState } from './directory-state.tsx'
import { DirectoryTokens } from './directory-tokens.tsx'
import { GuardRailPanel } from './guard-rail-panel.tsx'
import { PROVIDER_WORDS } from './provider-words.ts'

export function DirectoryView({ id }: { id: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayReadGroups = useMay('group:read')
  const directory = useQuery(trpc.directories.get.queryOptions({ id }))
  const back = { href: href('directories'), label: 'Directories' }
  if (directory.isPending) {
    return (
      <>
        <PageHeader title="Directory" purpose="Its address, tokens and what it has provisioned." back={back} />
        <RowsSkeleton rows={6} columns={3} />
      </>
    )
  }
  if (directory.error) {
    return (
      <>
        <PageHeader title="Directory" purpose="Its address, tokens and what it has provisioned." back={back} />
        <ErrorState
          what="this directory"
          error={directory.error}
          onRetry={() => void directory.refetch()}
          pending={directory.isFetching}
        />
      </>
    )
  }
  const { data } = directory
  return (
    <>
      <PageHeader
        title={data.name}
        purpose={`${PROVIDER_WORDS[data.provider]} ${data.mode === 'dry-run' ? 'would create, update and disable' : 'creates, updates and disables'} people here over SCIM 2.0.`}
        back={back}
      />
      <DirectorySections directoryId={data.id} />
      <div className="flex flex-col gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Panel title="What it provisioned">
            <DefinitionList
              items={[
                ['State', <DirectoryState key="state" directory={data} />],
                [
                  'People',
                  <span key="people" className="tabular">
                    {formatCount(data.activePeople)} active, {formatCount(data.people - data.activePeople)} disabled
                  </span>,
                ],
                ['Groups', formatCount(data.groups)],
                ['Added', <Time key="added" at={data.createdAt} />],
              ]}
            />
          </Panel>
          <Panel
            title="For the identity provider"
            description="Enter these in its provisioning settings."
            action={<TextLink href={href(`directories/${data.id}/set-up`)}>Step by step</TextLink>}
          >
            <DefinitionList
              items={[
                ['Base URL', <MonoId key="base" value={data.baseUrl} label="base URL" whole />],
                ['Authentication', 'HTTP header, Bearer token (one of the tokens below)'],
                [
                  'Unique field',
                  <code key="unique" className="font-mono text-xs">
                    userName
                  </code>,
                ],
              ]}
            />
          </Panel>
        </div>
        <GuardRailPanel directoryId={data.id} />
        <DirectoryTokens directory={data} />
        {mayReadGroups ? (
          <section>
            <h2 className="mb-3 text-base">Role mapping</h2>
            <RoleMappings directoryId={data.id} />
          </section>
        ) : null}
        <DirectoryGroups directory={data} />
      </div>
    </>
  )
}

function DirectoryGroups({ directory }: { directory: Directory }) {
  const href = useTenantHref()
  const mayReadGroups = useMay('group:read')
  return (
    <Panel
      flush
      title={countOf(directory.groups, 'group')}
      description={
        directory.groupList.length < directory.groups
          ? `The first ${formatCount(directory.groupList.length)} by name.`
          : undefined
      }
    >
      {directory.groupList.length === 0 ? (
        <p className="px-4 py-6 text-muted">
          This directory has pushed no group. Assign groups to the application in the identity provider.
        </p>
      ) : (
        <Table label="Groups of this directory">
          <thead>
            <tr>
              <HeadCell>Group</HeadCell>
              <HeadCell>Gives role</HeadCell>
              <HeadCell className="text-right">People</HeadCell>
            </tr>
          </thead>
          <tbody>
            {directory.groupList.map((group) => (
              <Row key={group.id}>
                <Cell>
                  {mayReadGroups ? (
                    <TextLink href={`${href('groups')}?group=${group.id}`}>{group.name}</TextLink>
                  ) : (
                    group.name
                  )}
                </Cell>
                <Cell className="text-muted">{group.roles.map((role) => role.name).join(', ') || 'None'}</Cell>
                <Cell className="text-right tabular">{formatCount(group.members)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
