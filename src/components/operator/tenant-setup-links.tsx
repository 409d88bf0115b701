'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { MakeSetupLinkDialog } from '#components/setup-links/make-setup-link-dialog.tsx'
import { SetupLinkTable } from '#components/setup-links/setup-link-table.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { OperatorTenantDetails } from '#contracts/operator-tenants.ts'
import type { SetupLink } from '#contracts/setup-links.ts'
import { useTRPC } from '#trpc/client.tsx'

/** The set-up links that operators made for a tenant. */
export function TenantSetupLinks({ tenant }: { tenant: OperatorTenantDetails }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayRevoke = useMay('operator-setup-link:revoke')
  const { params, push } = useUrlParams()
  const [url, setUrl] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<SetupLink | null>(null)
  const links = useQuery(trpc.operatorSetupLinks.list.queryOptions({ tenantId: tenant.id }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.operatorSetupLinks.pathKey() })
  const create = useMutation(
    trpc.operatorSetupLinks.create.mutationOptions({
      onSuccess: async (made) => {
        push({ link: null })
        setUrl(made.url)
        await refresh()
      },
    }),
  )
  const revoke = useMutation(
    trpc.operatorSetupLinks.revoke.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify(`The link for ${revoking?.label ?? 'them'} is revoked.`)
        setRevoking(null)
      },
    }),
  )
  const askToRevoke = (link: SetupLink) => {
    revoke.reset()
    setRevoking(link)
  }
  return (
    <Panel
      flush
      title="Set-up links"
      description="With one, the customer’s IT person connects an identity provider and a directory without an account."
    >
      {links.isPending ? <RowsSkeleton rows={2} columns={4} /> : null}
      {links.error ? (
        <ErrorState
          what="set-up links"
          error={links.error}
          onRetry={() => void links.refetch()}
          pending={links.isFetching}
        />
      ) : null}
      {links.data?.items.length === 0 ? (
        <p className="p-4 text-muted text-sm">No operator has made one for {tenant.name} yet.</p>
      ) : null}
      {links.data && links.data.items.length > 0 ? (
        <SetupLinkTable links={links.data.items} onRevoke={mayRevoke ? askToRevoke : undefined} />
      ) : null}
      <MakeSetupLinkDialog
        open={params.get('link') !== null}
        onClose={() => push({ link: null })}
        onMake={(input) => create.mutate({ tenantId: tenant.id, ...input })}
        pending={create.isPending}
        error={create.error}
        where={`of ${tenant.name}`}
      />
      <SecretOnceDialog title="Your set-up link" label="set-up link" secret={url} onClose={() => setUrl(null)}>
        <p className="text-muted text-sm">
          It works in the first browser that opens it. Send it to one person at {tenant.name}, by a way that others do
          not read. The tenant’s audit log says that you made it.
        </p>
      </SecretOnceDialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title={`Revoke the link for ${revoking?.label ?? ''}`}
        verb="Revoke link"
        name={revoking?.label ?? ''}
        onConfirm={() => revoking && revoke.mutate({ tenantId: tenant.id, id: revoking.id })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        It does nothing from now on, also where it is open. What was set up with it stays.
      </ConfirmDialog>
    </Panel>
  )
}
