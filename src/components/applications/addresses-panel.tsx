'use client'

import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { type Application, redirectUriFault } from '#contracts/applications.ts'
import { useApplicationChange } from './use-application-change.ts'

type AddressesPanelProps = {
  application: Application
  field: 'redirectUris' | 'postLogoutRedirectUris'
  title: string
  description: string
  /** Names the field in which another is entered. */
  another: string
}

/** The addresses of one kind; the last redirect URI stays, because nobody could come back without it. */
export function AddressesPanel({ application, field, title, description, another }: AddressesPanelProps) {
  const mayManage = useMay('oauth-client:manage')
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const addresses = application[field]
  const add = useApplicationChange('Address added.', () => setTyped(''))
  const remove = useApplicationChange('Address removed.')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = typed.trim()
    const found = redirectUriFault(address)
    setFault(found && `The address ${found}.`)
    if (!found) add.mutate({ id: application.id, [field]: [...addresses, address] })
  }
  const mayRemove = mayManage && (field !== 'redirectUris' || addresses.length > 1)
  return (
    <Panel flush title={title} description={description}>
      {addresses.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">None. People stay on the sign-in page of Gatehouse.</p>
      ) : (
        <ul className="divide-y">
          {addresses.map((address) => (
            <li key={address} className="flex min-h-10 items-center gap-1 py-1 pr-2 pl-4">
              <span className="min-w-0 flex-1 break-all font-mono text-sm">{address}</span>
              <CopyButton text={address} label={address} />
              {mayRemove ? (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Remove ${address}`}
                  disabled={remove.isPending}
                  onClick={() =>
                    remove.mutate({ id: application.id, [field]: addresses.filter((one) => one !== address) })
                  }
                >
                  <X aria-hidden className="size-3.5!" />
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {mayManage ? (
        <form onSubmit={submit} className="flex flex-col gap-3 border-t px-4 py-3">
          <div className="flex items-end gap-2">
            <Field label={another} error={fault} className="min-w-0 flex-1">
              {(control) => (
                <Input
                  {...control}
                  value={typed}
                  onChange={(event) => {
                    setTyped(event.target.value)
                    setFault(null)
                  }}
                  required
                  maxLength={1000}
                  className="font-mono"
                  placeholder="https://app.example.com/callback"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Button type="submit" pending={add.isPending} className={fault ? 'mb-6' : undefined}>
              Add
            </Button>
          </div>
          <FormError error={add.error ?? remove.error} />
        </form>
      ) : null}
    </Panel>
  )
}
