'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { OperatorTenantDetails } from '#contracts/operator-tenants.ts'
import { useTRPC } from '#trpc/client.tsx'
import { OwnerFields, ownerOf } from './owner-fields.tsx'

/** Whether anybody runs the tenant yet, and the way to invite somebody while nobody does. */
export function FirstOwnerPanel({ tenant }: { tenant: OperatorTenantDetails }) {
  const mayInvite = useMay('operator-tenant:create')
  const [inviting, setInviting] = useState(false)
  const { state, expiresAt } = tenant.firstOwner
  return (
    <Panel
      title="First Owner"
      action={
        mayInvite && state !== 'active' ? (
          <Button size="sm" onClick={() => setInviting(true)}>
            {state === 'none' ? 'Invite Owner' : 'Invite anew'}
          </Button>
        ) : undefined
      }
    >
      <p className="text-pretty text-sm">
        {state === 'active' ? 'An Owner runs this tenant. Its Owners invite people and make other Owners.' : null}
        {state === 'none' ? (
          <>
            <Badge tone="attention">Nobody yet</Badge> Nobody can sign in until an Owner is invited.
          </>
        ) : null}
        {state === 'invited' && expiresAt ? (
          <>
            <Badge tone="info">Invited</Badge> The link in the mail works once, until <Time at={expiresAt} absolute />.
          </>
        ) : null}
        {state === 'expired' ? (
          <>
            <Badge tone="attention">Link expired</Badge> The invitation was not accepted in time. Invite somebody anew.
          </>
        ) : null}
      </p>
      <InviteOwnerDialog tenant={tenant} open={inviting} onClose={() => setInviting(false)} />
    </Panel>
  )
}

type InviteOwnerDialogProps = { tenant: OperatorTenantDetails; open: boolean; onClose: () => void }

function InviteOwnerDialog({ tenant, open, onClose }: InviteOwnerDialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const invite = useMutation(
    trpc.operatorTenants.inviteOwner.mutationOptions({
      onSuccess: (details, { owner }) => {
        queryClient.setQueryData(trpc.operatorTenants.get.queryKey({ id: tenant.id }), details)
        notify(`The link is on its way to ${owner.email}.`)
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    invite.mutate({ tenantId: tenant.id, owner: ownerOf(event.currentTarget) })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={`Invite the first Owner of ${tenant.name}`}
      description="They get a link by e-mail that works once, within seven days. A link that was sent before stops working."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <OwnerFields />
        <FormError error={invite.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            Send invitation
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
