'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Application } from '#contracts/applications.ts'
import { useTRPC } from '#trpc/client.tsx'

const OVERLAPS = [
  { hours: 24, label: 'Another day' },
  { hours: 168, label: 'Another week' },
  { hours: 1, label: 'Another hour' },
  { hours: 0, label: 'Not at all: they end now' },
]

export function SecretsPanel({ application }: { application: Application }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('oauth-client:manage')
  const [rotating, setRotating] = useState(false)
  const [revoking, setRevoking] = useState<Application['secrets'][number] | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.applications.pathKey() })
  const revoke = useMutation(
    trpc.applications.revokeSecret.mutationOptions({
      onSuccess: async () => {
        await refresh()
        setRevoking(null)
      },
    }),
  )
  return (
    <Panel
      flush
      title="Client secrets"
      description="Only hashes are kept. Make a new one before the old one ends, and nobody is kept out."
      action={mayManage ? <Button onClick={() => setRotating(true)}>Rotate secret</Button> : undefined}
    >
      {application.secrets.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">No secret works. Rotate to make one.</p>
      ) : (
        <Table label="Client secrets">
          <thead>
            <tr>
              <HeadCell>Begins with</HeadCell>
              <HeadCell>Ends</HeadCell>
              <HeadCell className="hidden sm:table-cell">Last used</HeadCell>
              <HeadCell className="hidden sm:table-cell">Made</HeadCell>
              {mayManage ? (
                <HeadCell>
                  <span className="sr-only">Actions</span>
                </HeadCell>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {application.secrets.map((one) => (
              <Row key={one.id}>
                <Cell>
                  <code className="font-mono text-xs">{one.prefix}…</code>
                </Cell>
                <Cell className="text-muted">{one.expiresAt ? <Time at={one.expiresAt} /> : 'When rotated'}</Cell>
                <Cell className="hidden text-muted sm:table-cell">
                  {one.lastUsedAt ? <Time at={one.lastUsedAt} /> : 'Never'}
                </Cell>
                <Cell className="hidden text-muted sm:table-cell">
                  <Time at={one.createdAt} />
                </Cell>
                {mayManage ? (
                  <Cell className="text-right">
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Revoke the secret that begins with ${one.prefix}`}
                      onClick={() => {
                        revoke.reset()
                        setRevoking(one)
                      }}
                    >
                      Revoke
                    </Button>
                  </Cell>
                ) : null}
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <Dialog
        open={rotating}
        onOpenChange={setRotating}
        title="Rotate secret"
        description="Makes another secret. Give it to the product while the present ones still work."
      >
        <RotateForm
          id={application.id}
          onClose={() => setRotating(false)}
          onRotated={async (made) => {
            setRotating(false)
            setSecret(made)
            await refresh()
          }}
        />
      </Dialog>
      <SecretOnceDialog title="Client secret" label="client secret" secret={secret} onClose={() => setSecret(null)} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title="Revoke secret"
        verb="Revoke secret"
        name={application.name}
        onConfirm={() => revoking && revoke.mutate({ id: application.id, secretId: revoking.id })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        A server that still uses this secret can sign nobody in from now on.
      </ConfirmDialog>
    </Panel>
  )
}

type RotateFormProps = { id: string; onClose: () => void; onRotated: (secret: string) => void }

function RotateForm({ id, onClose, onRotated }: RotateFormProps) {
  const trpc = useTRPC()
  const rotate = useMutation(
    trpc.applications.rotateSecret.mutationOptions({ onSuccess: ({ secret }) => onRotated(secret) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    rotate.mutate({ id, overlapHours: Number(new FormData(event.currentTarget).get('overlap')) })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="The present secrets work">
        {(control) => (
          <Select {...control} name="overlap" defaultValue="24">
            {OVERLAPS.map(({ hours, label }) => (
              <option key={hours} value={hours}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FormError error={rotate.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={rotate.isPending}>
          Make new secret
        </Button>
      </div>
    </form>
  )
}
