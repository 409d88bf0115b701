'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** The keys that sign the tokens of every application. */
export function SigningKeysPanel() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('oauth-client:manage')
  const [asking, setAsking] = useState(false)
  const keys = useQuery(trpc.applications.signingKeys.queryOptions())
  const rotate = useMutation(
    trpc.applications.rotateSigningKey.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.applications.signingKeys.queryKey() })
        notify('New key made. It signs from a minute on.')
        setAsking(false)
      },
    }),
  )
  return (
    <Panel
      flush
      title="Signing keys"
      description="One signs the tokens of every application. The one before it can be checked against until its last token has expired."
      action={mayManage ? <Button onClick={() => setAsking(true)}>Rotate key</Button> : undefined}
    >
      {keys.isPending ? <RowsSkeleton rows={1} columns={3} /> : null}
      {keys.error ? (
        <ErrorState
          what="signing keys"
          error={keys.error}
          onRetry={() => void keys.refetch()}
          pending={keys.isFetching}
        />
      ) : null}
      {keys.data?.items.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">The first key is made when an application first asks for it.</p>
      ) : null}
      <ul className="divide-y">
        {keys.data?.items.map((key) => (
          <li key={key.kid} className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm">
            <MonoId value={key.kid} label="key id" />
            <span className="flex-1 text-muted">
              made <Time at={key.createdAt} />
            </span>
            <Badge tone={key.signs ? 'neutral' : 'outline'}>{key.signs ? 'Signs' : 'Published'}</Badge>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Rotate signing key"
        verb="Make new key"
        onConfirm={() => rotate.mutate()}
        pending={rotate.isPending}
        error={rotate.error}
      >
        Nobody is signed out. Products fetch the new key by themselves; one that has the present key written into it
        stops taking tokens.
      </ConfirmDialog>
    </Panel>
  )
}
