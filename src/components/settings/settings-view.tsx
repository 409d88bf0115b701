'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Tenant } from '#contracts/tenant.ts'
import { useTRPC } from '#trpc/client.tsx'

export function SettingsView() {
  const trpc = useTRPC()
  const tenant = useQuery(trpc.tenant.get.queryOptions())
  if (tenant.isPending) return <RowsSkeleton rows={5} columns={2} />
  if (tenant.error) {
    return (
      <ErrorState
        what="the organisation"
        error={tenant.error}
        onRetry={() => void tenant.refetch()}
        pending={tenant.isFetching}
      />
    )
  }
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <NamePanel key={tenant.data.name} tenant={tenant.data} />
      <Panel title="Identity" description="Fixed when the organisation was created.">
        <DefinitionList
          items={[
            ['Short name', <MonoId key="slug" value={tenant.data.slug} label="short name" whole />],
            ['Id', <MonoId key="id" value={tenant.data.id} label="organisation id" whole />],
            ['Log origin', <MonoId key="origin" value={tenant.data.logOrigin} label="log origin" whole />],
            ['Created', <Time key="created" at={tenant.data.createdAt} absolute />],
          ]}
        />
        <p className="mt-4 max-w-xl text-pretty text-muted text-sm">
          The log origin names this organisation’s audit log wherever it is checked. It never changes, whatever address
          the console is reached at.
        </p>
      </Panel>
    </div>
  )
}

function NamePanel({ tenant }: { tenant: Tenant }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const mayUpdate = useMay('tenant:update')
  const [name, setName] = useState(tenant.name)
  const update = useMutation(
    trpc.tenant.update.mutationOptions({
      onSuccess: async () => {
        notify('The name is changed.')
        await queryClient.invalidateQueries({ queryKey: trpc.tenant.pathKey() })
        router.refresh()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate({ name: name.trim() })
  }
  return (
    <Panel title="Name" description="People see it in this console and on the sign-in page.">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <Field label="Organisation name" className="min-w-0 flex-1 basis-56">
            {(control) => (
              <Input
                {...control}
                value={name}
                onChange={(event) => setName(event.target.value)}
                required
                maxLength={120}
                disabled={!mayUpdate}
              />
            )}
          </Field>
          {mayUpdate ? (
            <Button
              type="submit"
              variant="primary"
              pending={update.isPending}
              disabled={name.trim() === '' || name.trim() === tenant.name}
            >
              Save
            </Button>
          ) : null}
        </div>
        {mayUpdate ? null : <p className="text-muted text-sm">Your role may see the name, not change it.</p>}
        <FormError error={update.error} />
      </form>
    </Panel>
  )
}
