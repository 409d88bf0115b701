'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { BreakGlassEntry } from '#contracts/break-glass.ts'
import { useTRPC } from '#trpc/client.tsx'

export function SignOffDialog({ entry, onClose }: { entry: BreakGlassEntry | null; onClose: () => void }) {
  return (
    <Dialog
      open={entry !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Sign off emergency access"
      description={entry ? `${entry.person.name}: ${entry.reason}` : ''}
    >
      {entry ? <SignOffForm key={entry.id} entry={entry} onClose={onClose} /> : null}
    </Dialog>
  )
}

function SignOffForm({ entry, onClose }: { entry: BreakGlassEntry; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const review = useMutation(
    trpc.breakGlass.review.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.breakGlass.pathKey() })
        notify('The emergency access is signed off.')
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    review.mutate({ id: entry.id, note: String(new FormData(event.currentTarget).get('note') ?? '').trim() })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="What you found" hint="It stays in the audit log, with your name.">
        {(control) => <Textarea {...control} name="note" required maxLength={1000} rows={3} />}
      </Field>
      <FormError error={review.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={review.isPending}>
          Sign off
        </Button>
      </div>
    </form>
  )
}
