'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { SetupLink } from '#contracts/setup-links.ts'
import { useTRPC } from '#trpc/client.tsx'
import { MakeSetupLinkDialog } from './make-setup-link-dialog.tsx'
import { SetupLinkTable } from './setup-link-table.tsx'

export function SetupLinksView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayRevoke = useMay('setup-link:revoke')
  const mayCreate = useMay('setup-link:create')
  const { params, push } = useUrlParams()
  const [url, setUrl] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<SetupLink | null>(null)
  const links = useQuery(trpc.setupLinks.list.queryOptions())
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.setupLinks.pathKey() })
  const create = useMutation(
    trpc.setupLinks.create.mutationOptions({
      onSuccess: async (made) => {
        push({ create: null })
        setUrl(made.url)
        await refresh()
      },
    }),
  )
  const revoke = useMutation(
    trpc.setupLinks.revoke.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify(`The link for ${revoking?.label ?? 'them'} is revoked.`)
        setRevoking(null)
      },
    }),
  )
  if (links.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (links.error) {
    return (
      <ErrorState
        what="set-up links"
        error={links.error}
        onRetry={() => void links.refetch()}
        pending={links.isFetching}
      />
    )
  }
  const { items } = links.data
  return (
    <>
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={Link2}
            title="No set-up link yet"
            action={
              mayCreate ? (
                <Button variant="primary" onClick={() => push({ create: '1' })}>
                  Make set-up link
                </Button>
              ) : undefined
            }
          >
            Send one to whoever runs your identity provider: they connect it and test it, and need no account here.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(items.length, 'link')}>
          <SetupLinkTable
            links={items}
            onRevoke={
              mayRevoke
                ? (link) => {
                    revoke.reset()
                    setRevoking(link)
                  }
                : undefined
            }
          />
        </Panel>
      )}
      <MakeSetupLinkDialog
        open={params.get('create') !== null}
        onClose={() => push({ create: null })}
        onMake={(input) => create.mutate(input)}
        pending={create.isPending}
        error={create.error}
        where="here"
      />
      <SecretOnceDialog title="Your set-up link" label="set-up link" secret={url} onClose={() => setUrl(null)}>
        <p className="text-muted text-sm">
          It works in the first browser that opens it. Send it to one person, by a way that others do not read.
        </p>
      </SecretOnceDialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title={`Revoke the link for ${revoking?.label ?? ''}`}
        verb="Revoke link"
        name={revoking?.label ?? ''}
        onConfirm={() => revoking && revoke.mutate({ id: revoking.id })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        It does nothing from now on, also where it is open. What was set up with it stays.
      </ConfirmDialog>
    </>
  )
}
