'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { HeadCell, Table } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Directory, DirectoryToken } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { RotateTokenDialog } from './rotate-token-dialog.tsx'
import { TokenRow } from './token-row.tsx'

export function DirectoryTokens({ directory }: { directory: Directory }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('directory:manage')
  const [creating, setCreating] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [rotating, setRotating] = useState<DirectoryToken | null>(null)
  const [revoking, setRevoking] = useState<DirectoryToken | null>(null)
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.directories.pathKey() })
  const shown = async ({ token }: { token: string }) => {
    setCreating(false)
    setRotating(null)
    setSecret(token)
    await refresh()
  }
  const create = useMutation(trpc.directories.createToken.mutationOptions({ onSuccess: shown }))
  const rotate = useMutation(trpc.directories.rotateToken.mutationOptions({ onSuccess: shown }))
  const revoke = useMutation(
    trpc.directories.revokeToken.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify('The token is revoked.')
        setRevoking(null)
      },
    }),
  )
  const byId = new Map(directory.tokens.map((token) => [token.id, token]))
  return (
    <Panel
      flush
      title="Tokens"
      description="The identity provider sends one with every request. Rotate one to change it without a gap."
      action={
        mayManage ? (
          <Button
            onClick={() => {
              create.reset()
              setCreating(true)
            }}
          >
            Create token
          </Button>
        ) : undefined
      }
    >
      {directory.tokens.length === 0 ? (
        <p className="px-4 py-6 text-muted">No token yet, so no identity provider can reach this directory.</p>
      ) : (
        <Table label="Tokens">
          <thead>
            <tr>
              <HeadCell>Name</HeadCell>
              <HeadCell className="hidden lg:table-cell">May</HeadCell>
              <HeadCell>State</HeadCell>
              <HeadCell className="hidden sm:table-cell">Last used</HeadCell>
              <HeadCell className="hidden md:table-cell">Created</HeadCell>
              <HeadCell>
                <span className="sr-only">Actions</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {directory.tokens.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                successor={token.replacedBy ? byId.get(token.replacedBy) : undefined}
                mayManage={mayManage}
                onRotate={() => {
                  rotate.reset()
                  setRotating(token)
                }}
                onRevoke={() => {
                  revoke.reset()
                  setRevoking(token)
                }}
              />
            ))}
          </tbody>
        </Table>
      )}
      <CreateTokenDialog
        open={creating}
        onOpenChange={setCreating}
        onCreate={(wanted) => create.mutate({ directoryId: directory.id, ...wanted })}
        pending={create.isPending}
        error={create.error}
      />
      <RotateTokenDialog
        token={rotating}
        onClose={() => setRotating(null)}
        onRotate={(wanted) => rotating && rotate.mutate({ directoryId: directory.id, tokenId: rotating.id, ...wanted })}
        pending={rotate.isPending}
        error={rotate.error}
      />
      <SecretOnceDialog title="Your new token" label="token" secret={secret} onClose={() => setSecret(null)} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title={`Revoke ${revoking?.name ?? 'token'}`}
        verb="Revoke token"
        onConfirm={() => revoking && revoke.mutate({ directoryId: directory.id, tokenId: revoking.id })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        Requests with this token are refused from now on. People and groups stay as they are; changes at the identity
        provider no longer arrive unless it has another token.
      </ConfirmDialog>
    </Panel>
  )
}
