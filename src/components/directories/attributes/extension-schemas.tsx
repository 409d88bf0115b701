'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { DirectorySchema } from '#contracts/directory-schemas.ts'
import { useTRPC } from '#trpc/client.tsx'
import { DefineSchemaDialog } from './define-schema-dialog.tsx'

/** The tenant's own extensions of User (RFC 7643 section 7): for all of its directories. */
export function ExtensionSchemas() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('directory:manage')
  const [editing, setEditing] = useState<DirectorySchema | 'new' | null>(null)
  const [removing, setRemoving] = useState<DirectorySchema | null>(null)
  const schemas = useQuery(trpc.directorySchemas.list.queryOptions())
  const remove = useMutation(
    trpc.directorySchemas.remove.mutationOptions({
      onSuccess: async ({ people }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.directorySchemas.pathKey() })
        await queryClient.invalidateQueries({ queryKey: trpc.directoryBrowser.pathKey() })
        notify(`The schema is removed. ${countOf(people, 'person', 'people')} had values.`)
        setRemoving(null)
      },
    }),
  )
  return (
    <Panel
      flush
      title="Extension schemas"
      description="Attributes that the standard has no name for. They count for every directory, and providers find them under /Schemas."
      action={mayManage ? <Button onClick={() => setEditing('new')}>Define schema</Button> : undefined}
    >
      {schemas.isPending ? (
        <RowsSkeleton rows={3} columns={2} />
      ) : schemas.error ? (
        <ErrorState
          what="extension schemas"
          error={schemas.error}
          onRetry={() => void schemas.refetch()}
          pending={schemas.isFetching}
        />
      ) : schemas.data.items.length === 0 ? (
        <p className="px-4 py-6 text-muted">
          None yet. Values under a URN that is not defined are left out, so define it before the provider sends them.
        </p>
      ) : (
        <ul className="divide-y">
          {schemas.data.items.map((schema) => (
            <SchemaRow
              key={schema.id}
              schema={schema}
              mayManage={mayManage}
              onEdit={() => setEditing(schema)}
              onRemove={() => {
                remove.reset()
                setRemoving(schema)
              }}
            />
          ))}
        </ul>
      )}
      <DefineSchemaDialog of={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={`Remove ${removing?.name ?? 'the schema'}`}
        verb="Remove schema"
        name={removing?.name ?? ''}
        onConfirm={() => removing && remove.mutate({ id: removing.id })}
        pending={remove.isPending}
        error={remove.error}
      >
        Every value under <span className="break-all font-mono text-xs">{removing?.urn}</span> is deleted from every
        person, in every directory, and cannot be brought back from here. What providers send under it afterwards is
        left out.
      </ConfirmDialog>
    </Panel>
  )
}

type SchemaRowProps = { schema: DirectorySchema; mayManage: boolean; onEdit: () => void; onRemove: () => void }

function SchemaRow({ schema, mayManage, onEdit, onRemove }: SchemaRowProps) {
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <p className="font-medium">{schema.name}</p>
          <MonoId value={schema.urn} label="URN" whole />
          {schema.description ? <p className="mt-1 text-muted text-sm">{schema.description}</p> : null}
        </div>
        {mayManage ? (
          <div className="flex gap-1">
            <Button size="sm" variant="ghost" aria-label={`Change ${schema.name}`} onClick={onEdit}>
              Change
            </Button>
            <Button size="sm" variant="ghost" aria-label={`Remove ${schema.name}`} onClick={onRemove}>
              Remove
            </Button>
          </div>
        ) : null}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {schema.attributes.map((attribute) => (
          <li key={attribute.name} title={attribute.description}>
            <span className="font-mono text-xs">{attribute.name}</span>{' '}
            <span className="text-muted">
              {attribute.type}
              {attribute.multiValued ? ', several' : ''}
              {attribute.required ? ', required' : ''}
            </span>
          </li>
        ))}
      </ul>
    </li>
  )
}
