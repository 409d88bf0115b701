'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { EXPIRY_CHOICES, ExpiryState, expiryDays } from '#components/ui/expiry.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Directory, DirectoryToken } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'

export function DirectoryTokens({ directory }: { directory: Directory }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('directory:manage')
  const [creating, setCreating] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<DirectoryToken | null>(null)
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.directories.pathKey() })
  const create = useMutation(
    trpc.directories.createToken.mutationOptions({
      onSuccess: async ({ token }) => {
        setCreating(false)
        setSecret(token)
        await refresh()
      },
    }),
  )
  const revoke = useMutation(
    trpc.directories.revokeToken.mutationOptions({
      onSuccess: async () => {
        await refresh()
        notify('The token is revoked.')
        setRevoking(null)
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({
      directoryId: directory.id,
      name: String(form.get('name') ?? '').trim(),
      expiresInDays: expiryDays(form.get('expiry')),
    })
  }
  return (
    <Panel
      flush
      title="Tokens"
      description="The identity provider sends one with every request. To rotate, create a new one, enter it there, then revoke the old."
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
              <Row key={token.id}>
                <Cell className="font-medium">{token.name}</Cell>
                <Cell className="sm:whitespace-nowrap">
                  <ExpiryState credential={token} />
                </Cell>
                <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
                  {token.lastUsedAt ? <Time at={token.lastUsedAt} /> : 'Never'}
                </Cell>
                <Cell className="hidden whitespace-nowrap text-muted md:table-cell">
                  <Time at={token.createdAt} />
                </Cell>
                <Cell className="text-right">
                  {mayManage && !token.revokedAt ? (
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Revoke ${token.name}`}
                      onClick={() => {
                        revoke.reset()
                        setRevoking(token)
                      }}
                    >
                      Revoke
                    </Button>
                  ) : null}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <Dialog open={creating} onOpenChange={setCreating} title="Create token">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Name" hint="Where it will be used, such as “Okta production”.">
            {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
          </Field>
          <Field label="Expires after">
            {(control) => (
              <Select {...control} name="expiry" defaultValue="365">
                {EXPIRY_CHOICES.map((choice) => (
                  <option key={choice.label} value={choice.days ?? 'never'}>
                    {choice.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <FormError error={create.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setCreating(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={create.isPending}>
              Create token
            </Button>
          </div>
        </form>
      </Dialog>
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
