'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC } from '#trpc/client.tsx'
import { WebhookFields, webhookFieldsOf } from './webhook-fields.tsx'

type WebhookDialogProps = {
  open: boolean
  onClose: () => void
  /** Of the one that is changed; without it one is added. */
  endpoint?: WebhookEndpoint
  onAdded?: (added: { secret: string; item: WebhookEndpoint }) => void
}

export function WebhookDialog({ open, onClose, endpoint, onAdded }: WebhookDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={endpoint ? 'Change webhook' : 'Add webhook'}
      description={
        endpoint
          ? 'What waits goes to the new address.'
          : 'From now on the address is told what happens to people and groups, names and e-mail addresses included.'
      }
    >
      <WebhookForm onClose={onClose} endpoint={endpoint} onAdded={onAdded} />
    </Dialog>
  )
}

type WebhookFormProps = {
  onClose: () => void
  endpoint: WebhookEndpoint | undefined
  onAdded: WebhookDialogProps['onAdded']
}

function WebhookForm({ onClose, endpoint, onAdded }: WebhookFormProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [nothingChosen, setNothingChosen] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() })
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({
      onSuccess: async (added) => {
        onAdded?.(added)
        await refresh()
      },
    }),
  )
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: async () => {
        await refresh()
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = webhookFieldsOf(new FormData(event.currentTarget))
    setNothingChosen(fields.eventTypes.length === 0)
    if (fields.eventTypes.length === 0) return
    if (endpoint) update.mutate({ id: endpoint.id, ...fields })
    else create.mutate(fields)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <WebhookFields endpoint={endpoint} nothingChosen={nothingChosen} onChoice={() => setNothingChosen(false)} />
      <FormError error={create.error ?? update.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={create.isPending || update.isPending}>
          {endpoint ? 'Save changes' : 'Add webhook'}
        </Button>
      </div>
    </form>
  )
}
