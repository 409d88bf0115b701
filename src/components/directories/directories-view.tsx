'use client'

import { useQuery } from '@tanstack/react-query'
import { FolderSync } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AddDirectoryDialog } from './add-directory-dialog.tsx'
import { DirectoryState } from './directory-state.tsx'
import { GuardRailBanner } from './guard-rail-banner.tsx'
import { PROVIDER_WORDS } from './provider-words.ts'

export function DirectoriesView() {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayManage = useMay('directory:manage')
  const { params, push } = useUrlParams()
  const directories = useQuery(trpc.directories.list.queryOptions())
  if (directories.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (directories.error) {
    return (
      <ErrorState
        what="directories"
        error={directories.error}
        onRetry={() => void directories.refetch()}
        pending={directories.isFetching}
      />
    )
  }
  const { items } = directories.data
  return (
    <>
      <GuardRailBanner />
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={FolderSync}
            title="No directory yet"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ add: '1' })}>
                  Add directory
                </Button>
              ) : undefined
            }
          >
            Add one to get the address and token that Okta, Microsoft Entra ID or another identity provider needs to
            create, update and disable people here.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(items.length, 'directory', 'directories')}>
          <Table label="Directories">
            <thead>
              <tr>
                <HeadCell>Name</HeadCell>
                <HeadCell className="hidden md:table-cell">Identity provider</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell className="text-right">People active</HeadCell>
                <HeadCell className="hidden text-right sm:table-cell">Groups</HeadCell>
              </tr>
            </thead>
            <tbody>
              {items.map((directory) => (
                <Row key={directory.id}>
                  <Cell>
                    <TextLink className="font-medium" href={`${href('directories')}/${directory.id}`}>
                      {directory.name}
                    </TextLink>
                  </Cell>
                  <Cell className="hidden text-muted md:table-cell">{PROVIDER_WORDS[directory.provider]}</Cell>
                  <Cell className="sm:whitespace-nowrap">
                    <DirectoryState directory={directory} />
                  </Cell>
                  <Cell className="whitespace-nowrap text-right tabular">
                    {formatCount(directory.activePeople)}
                    <span className="text-muted"> of {formatCount(directory.people)}</span>
                  </Cell>
                  <Cell className="hidden text-right tabular sm:table-cell">{formatCount(directory.groups)}</Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
      <AddDirectoryDialog open={params.get('add') !== null} onClose={() => push({ add: null })} />
    </>
  )
}
