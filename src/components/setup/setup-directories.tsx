'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { PROVIDER_WORDS } from '#components/directories/provider-words.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { DIRECTORY_PROVIDERS, directoryProviderSchema } from '#contracts/directories.ts'
import type { Setup } from '#contracts/setup-links.ts'
import { useTRPC } from '#trpc/client.tsx'
import { SetupDirectoryGuide } from './setup-directory-guide.tsx'

/** A directory with its address and its one token, to have people created and disabled over SCIM. */
export function SetupDirectories({ setup }: { setup: Setup }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [made, setMade] = useState<{ token: string; baseUrl: string } | null>(null)
  const create = useMutation(
    trpc.setup.createDirectory.mutationOptions({
      onSuccess: async (directory) => {
        setMade(directory)
        await queryClient.invalidateQueries({ queryKey: trpc.setup.pathKey() })
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const name = String(form.get('name') ?? '').trim()
    const provider = directoryProviderSchema.parse(form.get('provider'))
    create.mutate({ name, provider }, { onSuccess: () => element.reset() })
  }
  return (
    <Panel
      title="2. Provisioning"
      description="Have the identity provider create, update and disable people over SCIM 2.0. You can leave this out."
    >
      {setup.directories.length > 0 ? (
        <ul className="mb-5 divide-y rounded-md border text-sm">
          {setup.directories.map((directory) => (
            <li key={directory.id} className="flex flex-col gap-1 px-3 py-2">
              <span className="font-medium">{directory.name}</span>
              <MonoId value={directory.baseUrl} label={`SCIM address of ${directory.name}`} whole />
              <SetupDirectoryGuide directory={directory} />
            </li>
          ))}
        </ul>
      ) : null}
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)_auto] sm:items-end">
        <Field label="Identity provider">
          {(control) => (
            <Select {...control} name="provider" defaultValue="okta">
              {DIRECTORY_PROVIDERS.map((provider) => (
                <option key={provider} value={provider}>
                  {PROVIDER_WORDS[provider]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Name">
          {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
        </Field>
        <Button type="submit" pending={create.isPending}>
          Add directory
        </Button>
      </form>
      <FormError error={create.error} />
      <SecretOnceDialog
        title="The directory’s token"
        label="token"
        secret={made?.token ?? null}
        onClose={() => setMade(null)}
      >
        <div className="text-sm">
          <p className="mb-1 text-muted">Enter it at the identity provider together with this address:</p>
          <MonoId value={made?.baseUrl ?? ''} label="SCIM address" whole />
        </div>
      </SecretOnceDialog>
    </Panel>
  )
}
