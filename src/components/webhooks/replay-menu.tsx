'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { notify } from '#components/ui/toast.tsx'
import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Sends many again: those that were given up, or everything since a time. */
export function ReplayMenu({ endpoint }: { endpoint: WebhookEndpoint }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<'dead' | 'since'>('dead')
  const replay = useMutation(
    trpc.webhooks.replay.mutationOptions({
      onSuccess: async ({ replayed }) => {
        setOpen(false)
        await queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() })
        notify(
          replayed === 0
            ? 'There is nothing to send again.'
            : `Sending ${countOf(replayed, 'delivery', 'deliveries')}.`,
        )
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const since = new Date(String(new FormData(event.currentTarget).get('since') ?? ''))
    const what = kind === 'dead' ? { kind } : { kind, since: since.toISOString() }
    replay.mutate({ endpointId: endpoint.id, what })
  }
  return (
    <>
      <Button
        onClick={() => {
          replay.reset()
          setOpen(true)
        }}
      >
        Replay
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Replay deliveries"
        description="They are sent again in order, under the same webhook-id: a receiver that remembers ids leaves out what it has."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Which">
            {(control) => (
              <Select
                {...control}
                value={kind}
                onChange={(event) => setKind(event.target.value === 'since' ? 'since' : 'dead')}
              >
                <option value="dead">All that were given up</option>
                <option value="since">Everything since a time</option>
              </Select>
            )}
          </Field>
          {kind === 'since' ? (
            <Field label="Since" hint="In your local time; at most 30 days ago.">
              {(control) => <Input {...control} name="since" type="datetime-local" required />}
            </Field>
          ) : null}
          <FormError error={replay.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={replay.isPending}>
              Replay
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
