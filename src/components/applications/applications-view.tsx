'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { AppWindow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { ApplicationSummary } from '#contracts/applications.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AddApplicationDialog } from './add-application-dialog.tsx'
import { SigningKeysPanel } from './signing-keys-panel.tsx'

export function ApplicationsView() {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const mayManage = useMay('oauth-client:manage')
  const { params, push } = useUrlParams()
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null)
  const applications = useQuery(trpc.applications.list.queryOptions())
  if (applications.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (applications.error) {
    return (
      <div className="rounded-lg border bg-surface">
        <ErrorState
          what="applications"
          error={applications.error}
          onRetry={() => void applications.refetch()}
          pending={applications.isFetching}
        />
      </div>
    )
  }
  const { items } = applications.data
  const open = (id: string) => router.push(`/operator/applications/${id}`)
  return (
    <div className="flex flex-col gap-6">
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={AppWindow}
            title="No application yet"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ add: '1' })}>
                  Add application
                </Button>
              ) : undefined
            }
          >
            Register your product, and it signs its people in through their own identity provider with OpenID Connect.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(items.length, 'application')}>
          <ApplicationTable items={items} />
        </Panel>
      )}
      <SigningKeysPanel />
      <AddApplicationDialog
        open={params.get('add') !== null}
        onClose={() => push({ add: null })}
        onAdded={async ({ id, secret }) => {
          push({ add: null })
          await queryClient.invalidateQueries({ queryKey: trpc.applications.pathKey() })
          if (secret === null) open(id)
          else setMade({ id, secret })
        }}
      />
      <SecretOnceDialog
        title="Client secret"
        label="client secret"
        secret={made?.secret ?? null}
        onClose={() => {
          if (made) open(made.id)
          setMade(null)
        }}
      />
    </div>
  )
}

function ApplicationTable({ items }: { items: readonly ApplicationSummary[] }) {
  return (
    <Table label="Applications">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell className="hidden md:table-cell">Client ID</HeadCell>
          <HeadCell className="hidden lg:table-cell">Returns to</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden sm:table-cell">Added</HeadCell>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id}>
            <Cell>
              <TextLink href={`/operator/applications/${item.id}`}>{item.name}</TextLink>
              <span className="block text-muted text-xs">
                {item.type === 'public' ? 'Public, keeps no secret' : 'Confidential'}
              </span>
            </Cell>
            <Cell className="hidden md:table-cell">
              <MonoId value={item.clientId} label="client ID" />
            </Cell>
            <Cell className="hidden max-w-72 truncate font-mono text-muted text-xs lg:table-cell">
              {item.redirectUris[0]}
              {item.redirectUris.length > 1 ? ` and ${item.redirectUris.length - 1} more` : ''}
            </Cell>
            <Cell>{item.disabledAt ? <Badge tone="danger">Disabled</Badge> : <Badge>Active</Badge>}</Cell>
            <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
              <Time at={item.createdAt} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
