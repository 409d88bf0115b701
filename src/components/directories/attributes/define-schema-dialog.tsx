'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { DirectorySchema, DirectorySchemaAttribute } from '#contracts/directory-schemas.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AttributeRow } from './attribute-row.tsx'

type Props = { of: DirectorySchema | 'new' | null; onClose: () => void }

/** `key` tells rows apart while they are edited; `fixed` where values may be stored already. */
type Draft = DirectorySchemaAttribute & { key: number; fixed: boolean }

const EMPTY: DirectorySchemaAttribute = {
  name: '',
  type: 'string',
  multiValued: false,
  description: '',
  caseExact: false,
  required: false,
}

export function DefineSchemaDialog({ of, onClose }: Props) {
  const held = of === 'new' ? null : of
  return (
    <Dialog
      open={of !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={held ? `Change ${held.name}` : 'Define an extension schema'}
      description="What an attribute holds cannot change later, and none can be taken out: values may be stored under it."
      className="max-w-3xl"
    >
      {of === null ? null : <DefineSchemaForm held={held} onClose={onClose} />}
    </Dialog>
  )
}

function DefineSchemaForm({ held, onClose }: { held: DirectorySchema | null; onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [drafts, setDrafts] = useState<Draft[]>(
    (held?.attributes ?? [EMPTY]).map((attribute, key) => ({ ...attribute, key, fixed: held !== null })),
  )
  const define = useMutation(
    trpc.directorySchemas.define.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.directorySchemas.pathKey() })
        notify('The schema is defined. Providers can send its attributes from now on.')
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    define.mutate({
      urn: held?.urn ?? String(form.get('urn') ?? '').trim(),
      name: String(form.get('name') ?? '').trim(),
      description: String(form.get('description') ?? '').trim(),
      attributes: drafts.map(({ key: _, fixed: __, ...attribute }) => attribute),
    })
  }
  const change = (key: number, part: Partial<DirectorySchemaAttribute>) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)))
  const nextKey = Math.max(-1, ...drafts.map(({ key }) => key)) + 1
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="URN" hint="Of your own choosing, such as urn:acme:scim:schemas:extension:1.0:User.">
        {(control) => (
          <Input
            {...control}
            name="urn"
            required
            maxLength={200}
            defaultValue={held?.urn}
            disabled={held !== null}
            autoComplete="off"
            spellCheck={false}
            className="font-mono text-xs"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name">
          {(control) => <Input {...control} name="name" required maxLength={80} defaultValue={held?.name} />}
        </Field>
        <Field label="Description" hint="Shown to providers under /Schemas.">
          {(control) => <Input {...control} name="description" maxLength={500} defaultValue={held?.description} />}
        </Field>
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium text-sm">Attributes</legend>
        {drafts.map((draft) => (
          <AttributeRow
            key={draft.key}
            attribute={draft}
            fixed={draft.fixed}
            onChange={(part) => change(draft.key, part)}
            {...(draft.fixed || drafts.length === 1
              ? {}
              : { onRemove: () => setDrafts(drafts.filter(({ key }) => key !== draft.key)) })}
          />
        ))}
        <div>
          <Button
            size="sm"
            disabled={drafts.length >= 100}
            onClick={() => setDrafts([...drafts, { ...EMPTY, key: nextKey, fixed: false }])}
          >
            Add attribute
          </Button>
        </div>
      </fieldset>
      <FormError error={define.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" pending={define.isPending}>
          {held ? 'Save schema' : 'Define schema'}
        </Button>
      </div>
    </form>
  )
}
