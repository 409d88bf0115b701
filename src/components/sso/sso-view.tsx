'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { useState } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoConnection } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'
import { ConnectionTable } from './connection-table.tsx'
import { OurValues } from './our-values.tsx'

export function SsoView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const href = useTenantHref()
  const [deleting, setDeleting] = useState<SsoConnection | null>(null)
  const sso = useQuery(trpc.sso.list.queryOptions())
  const remove = useMutation(
    trpc.sso.delete.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sso.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        ])
        notify(`${deleting?.name ?? 'The connection'} is deleted.`)
        setDeleting(null)
      },
    }),
  )
  if (sso.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (sso.error) {
    return (
      <ErrorState what="connections" error={sso.error} onRetry={() => void sso.refetch()} pending={sso.isFetching} />
    )
  }
  const { items, ourValues } = sso.data
  return (
    <div className="flex flex-col gap-6">
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={Fingerprint}
            title="No connection yet"
            action={
              mayManage ? (
                <LinkButton variant="primary" href={href('sso/add')}>
                  Add connection
                </LinkButton>
              ) : undefined
            }
          >
            Connect your identity provider (such as Okta, Microsoft Entra ID or Google) over SAML or OpenID Connect, and
            people sign in with the account they already have.
          </EmptyState>
        </div>
      ) : (
        <Panel
          flush
          title={countOf(items.length, 'connection')}
          description="People choose among these when they sign in."
        >
          <ConnectionTable
            connections={items}
            onDelete={
              mayManage
                ? (connection) => {
                    remove.reset()
                    setDeleting(connection)
                  }
                : undefined
            }
          />
        </Panel>
      )}
      <Panel title="Our values" description="What an identity provider asks for when you set it up.">
        <div className="grid gap-x-10 gap-y-5 lg:grid-cols-2">
          <div>
            <h3 className="mb-2 text-sm">SAML 2.0</h3>
            <OurValues values={ourValues} protocol="saml" />
          </div>
          <div>
            <h3 className="mb-2 text-sm">OpenID Connect</h3>
            <OurValues values={ourValues} protocol="oidc" />
          </div>
          <div className="lg:col-span-2">
            <h3 className="mb-2 text-sm">Sign-in page</h3>
            <MonoId value={ourValues.signInUrl} label="sign-in page" whole />
          </div>
        </div>
      </Panel>
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => (open ? undefined : setDeleting(null))}
        title={`Delete ${deleting?.name ?? 'connection'}`}
        verb="Delete connection"
        name={deleting?.name ?? ''}
        onConfirm={() => deleting && remove.mutate({ id: deleting.id, name: deleting.name })}
        pending={remove.isPending}
        error={remove.error}
      >
        <p>
          Nobody can sign in through it any more. Its settings are lost; people, their roles and the audit log are kept.
        </p>
        {items.length === 1 ? (
          <p className="mt-2 text-attention">It is the only connection: without another one, nobody can sign in.</p>
        ) : null}
      </ConfirmDialog>
    </div>
  )
}
