'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'
import { ClientFields, clientFrom } from './client-fields.tsx'
import { type MetadataSource, MetadataSourceFields } from './metadata-source.tsx'
import { guideOf } from './provider-guides.ts'
import { useConnectionChange } from './use-connection-change.ts'

/** What the provider is known by: its certificates and where they come from, or the client. */
export function ConnectionTrust({ connection }: { connection: SsoConnectionDetails }) {
  const mayManage = useMay('sso-connection:manage')
  const saml = connection.protocol === 'saml'
  return (
    <Panel
      title={saml ? 'Metadata and certificates' : 'Client'}
      description={
        saml
          ? 'Responses must be signed with one of these certificates. A replaced one is accepted for a week beside the new.'
          : 'Keys of the provider are read from its own configuration when they are needed.'
      }
      action={
        mayManage ? (
          <>
            {connection.metadataUrl ? <RefreshButton id={connection.id} /> : null}
            <ReplaceDialog connection={connection} />
          </>
        ) : undefined
      }
    >
      {connection.metadataProblem ? (
        <p
          role="status"
          className="mb-3 flex items-start gap-2 rounded-md bg-attention-soft px-3 py-2 text-attention text-sm"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {connection.metadataProblem} Sign-in goes on with what is known.
        </p>
      ) : null}
      <DefinitionList
        items={[
          ...(connection.metadataUrl
            ? ([
                ['Metadata URL', <MonoId key="url" value={connection.metadataUrl} label="metadata URL" whole />],
              ] as const)
            : saml
              ? ([['Metadata', 'Entered by hand. New certificates have to be entered too.']] as const)
              : []),
          ...(connection.metadataRefreshedAt
            ? ([['Last read', <Time key="read" at={connection.metadataRefreshedAt} />]] as const)
            : []),
          ['Sign-on address', <MonoId key="sso" value={connection.ssoUrl ?? ''} label="sign-on address" whole />],
          [
            'Sign-out address',
            connection.sloUrl ? (
              <MonoId key="slo" value={connection.sloUrl} label="sign-out address" whole />
            ) : (
              'The provider states none'
            ),
          ],
        ]}
      />
      {connection.certificates.length > 0 ? (
        <ul className="mt-4 divide-y rounded-md border text-sm">
          {connection.certificates.map((certificate) => (
            <li key={certificate.fingerprint} className="flex flex-col gap-1 px-3 py-2">
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="min-w-0 break-words">{certificate.subject}</span>
                {certificate.acceptedUntil ? (
                  <Badge tone="outline">
                    Replaced, accepted until <Time at={certificate.acceptedUntil} absolute />
                  </Badge>
                ) : null}
              </span>
              <span className="flex flex-wrap items-center gap-x-3 text-muted">
                <span>
                  Ends <Time at={certificate.validTo} absolute />
                </span>
                <MonoId value={certificate.fingerprint} label="SHA-256 fingerprint" />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  )
}

function RefreshButton({ id }: { id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const refresh = useMutation(
    trpc.sso.refresh.mutationOptions({
      onSuccess: (connection) => {
        queryClient.setQueryData(trpc.sso.get.queryKey({ id }), connection)
        notify(connection.metadataProblem ?? 'The metadata is read.')
      },
      onError: (error) => notify(error.message),
    }),
  )
  return (
    <Button size="sm" pending={refresh.isPending} onClick={() => refresh.mutate({ id })}>
      Read now
    </Button>
  )
}

function ReplaceDialog({ connection }: { connection: SsoConnectionDetails }) {
  const [open, setOpen] = useState(false)
  const [source, setSource] = useState<MetadataSource | null>(null)
  const change = useConnectionChange('The connection is changed. Test it again.', () => setOpen(false))
  const saml = connection.protocol === 'saml'
  const guide = guideOf(connection)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!saml) change.mutate({ id: connection.id, client: clientFrom(new FormData(event.currentTarget)) })
    // Metadata that is entered by hand replaces an address.
    else if (source?.metadataXml)
      change.mutate({ id: connection.id, metadataXml: source.metadataXml, metadataUrl: null })
    else if (source) change.mutate({ id: connection.id, ...source })
  }
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {saml ? 'Replace metadata' : 'Replace client'}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={saml ? 'Replace metadata' : 'Replace client'}
        description="It must be of the same identity provider. Required sign-on asks an admin to sign in through it once more."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          {saml ? (
            <MetadataSourceFields initial={guide.metadata} hint={guide.metadataHint} onChange={setSource} />
          ) : (
            <ClientFields />
          )}
          <FormError error={change.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={change.isPending} disabled={saml && source === null}>
              Replace
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
