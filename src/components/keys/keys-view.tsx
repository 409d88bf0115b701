'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
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
import type { ApiKey } from '#contracts/api-keys.ts'
import { useTRPC } from '#trpc/client.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyTable } from './key-table.tsx'

export function KeysView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('api-key:manage')
  const { params, push } = useUrlParams()
  const [secret, setSecret] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const keys = useQuery(trpc.apiKeys.list.queryOptions())
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.apiKeys.pathKey() })
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify(`${revoking?.name ?? 'The key'} is revoked.`)
        setRevoking(null)
      },
    }),
  )
  if (keys.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (keys.error) {
    return (
      <ErrorState what="API keys" error={keys.error} onRetry={() => void keys.refetch()} pending={keys.isFetching} />
    )
  }
  const { items } = keys.data
  return (
    <>
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={KeyRound}
            title="No API key yet"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ create: '1' })}>
                  Create key
                </Button>
              ) : undefined
            }
          >
            A key lets your own software send audit events or read members and groups, with only the permissions you
            give it.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(items.length, 'key')}>
          <KeyTable
            keys={items}
            onRevoke={
              mayManage
                ? (key) => {
                    revoke.reset()
                    setRevoking(key)
                  }
                : undefined
            }
          />
        </Panel>
      )}
      <CreateKeyDialog
        open={params.get('create') !== null}
        onClose={() => push({ create: null })}
        onCreated={async (key) => {
          push({ create: null })
          setSecret(key)
          await refresh()
        }}
      />
      <SecretOnceDialog title="Your new API key" label="API key" secret={secret} onClose={() => setSecret(null)}>
        <p className="text-muted text-sm">
          Send it in the header <code className="font-mono text-xs">Authorization: Bearer …</code>
        </p>
      </SecretOnceDialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title={`Revoke ${revoking?.name ?? 'key'}`}
        verb="Revoke key"
        name={revoking?.name ?? ''}
        onConfirm={() => revoking && revoke.mutate({ id: revoking.id })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        Software that uses this key is refused from now on. A revoked key cannot be brought back.
      </ConfirmDialog>
    </>
  )
}
