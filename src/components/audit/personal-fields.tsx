'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import type { AuditEventDetail, PersonalField } from '#contracts/audit.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Personal values stand beside the event, never in it: the event holds commitments to them. */
export function PersonalFields({ event }: { event: AuditEventDetail }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayReveal = useMay('audit:reveal')
  const reveal = useMutation(
    trpc.audit.reveal.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.audit.list.pathKey() }),
    }),
  )
  const fields = reveal.data?.personal ?? event.personal
  const hidden = fields.some((field) => field.state === 'hidden')
  return (
    <DrawerPart
      title="Personal fields"
      action={
        mayReveal && hidden ? (
          <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ seq: event.seq })}>
            {reveal.isPending ? null : <Eye aria-hidden />}
            Reveal
          </Button>
        ) : null
      }
    >
      <p className="mb-3 text-muted text-sm">
        {hidden && mayReveal
          ? 'Revealing them is itself written to the log, with your name.'
          : hidden
            ? 'Your role does not show personal fields. Ask an admin to reveal them.'
            : 'Kept beside the event, which holds only a salted commitment to each.'}
      </p>
      <FormError error={reveal.error} />
      <ul className="divide-y rounded-md border text-sm">
        {fields.map((field) => (
          <li key={field.path} className="flex flex-col gap-0.5 px-3 py-2">
            <span className="flex flex-wrap justify-between gap-x-3">
              <code className="font-mono text-muted text-xs leading-5">{field.path}</code>
              <FieldValue field={field} />
            </span>
            <span className="flex items-center gap-1.5 text-muted text-xs">
              Commitment <MonoId value={field.commitment} label={`commitment of ${field.path}`} />
            </span>
          </li>
        ))}
      </ul>
    </DrawerPart>
  )
}

function FieldValue({ field }: { field: PersonalField }) {
  if (field.state === 'erased') return <span className="text-muted">Erased</span>
  if (field.state === 'hidden') return <span className="text-muted">Hidden</span>
  return (
    <span className="break-all">{typeof field.value === 'string' ? field.value : JSON.stringify(field.value)}</span>
  )
}
