'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fingerprint, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Passkey, SecurityOfPerson } from '#contracts/passkeys.ts'
import { useTRPC } from '#trpc/client.tsx'
import { stepUpRequests } from '#trpc/step-up.ts'
import { AddPasskeyDialog } from './add-passkey-dialog.tsx'

export function SecurityView() {
  const trpc = useTRPC()
  const security = useQuery(trpc.security.get.queryOptions())
  const [adding, setAdding] = useState(false)
  const needsFirst = security.data?.secondFactorRequired === true && security.data.passkeys.length === 0
  useEffect(() => (needsFirst ? stepUpRequests.decline() : undefined), [needsFirst])
  if (security.isPending) return <RowsSkeleton rows={4} columns={3} />
  if (security.error) {
    return (
      <ErrorState
        what="your passkeys"
        error={security.error}
        onRetry={() => void security.refetch()}
        pending={security.isFetching}
      />
    )
  }
  const { passkeys } = security.data
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      Add passkey
    </Button>
  )
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {needsFirst ? (
        <p
          role="status"
          className="flex items-start gap-2 rounded-md bg-attention-soft px-3 py-2 text-attention text-sm"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          Your organisation asks for a passkey at every sign-in. Add one to go on.
        </p>
      ) : null}
      {passkeys.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={Fingerprint} title="No passkey yet" action={add}>
            A passkey is a fingerprint, face or PIN of your own device, or a security key. With one you confirm
            sensitive actions without leaving the page.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={countOf(passkeys.length, 'passkey')} action={add}>
          <PasskeyList passkeys={passkeys} />
        </Panel>
      )}
      <SessionPanel session={security.data.session} />
      <AddPasskeyDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}

function PasskeyList({ passkeys }: { passkeys: readonly Passkey[] }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [removing, setRemoving] = useState<Passkey | null>(null)
  const remove = useMutation(
    trpc.security.removePasskey.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.security.pathKey() })
        notify(`${removing?.name ?? 'The passkey'} is removed.`)
        setRemoving(null)
      },
    }),
  )
  return (
    <ul className="divide-y">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="flex items-center justify-between gap-4 px-4 py-2.5">
          <div className="min-w-0 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{passkey.name}</span>
              <Badge tone="outline">{passkey.hardwareBound ? 'Bound to one device' : 'Synced'}</Badge>
            </p>
            <p className="text-muted">
              Added <Time at={passkey.createdAt} />
              {passkey.lastUsedAt ? (
                <>
                  {' '}
                  · last used <Time at={passkey.lastUsedAt} />
                </>
              ) : (
                ' · not used yet'
              )}
            </p>
          </div>
          <Button
            size="sm"
            aria-label={`Remove ${passkey.name}`}
            onClick={() => {
              remove.reset()
              setRemoving(passkey)
            }}
          >
            Remove
          </Button>
        </li>
      ))}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={`Remove ${removing?.name ?? 'passkey'}`}
        verb="Remove passkey"
        onConfirm={() => removing && remove.mutate({ id: removing.id })}
        pending={remove.isPending}
        error={remove.error}
      >
        It no longer works here. Your device may still offer it; remove it there as well.
      </ConfirmDialog>
    </ul>
  )
}

const WAYS: Record<SecurityOfPerson['session']['method'], string> = {
  saml: 'Identity provider (SAML)',
  oidc: 'Identity provider (OpenID Connect)',
  passkey: 'Passkey',
  'break-glass': 'Emergency access',
}

function SessionPanel({ session }: { session: SecurityOfPerson['session'] }) {
  const fresh = new Date(session.freshUntil) > new Date()
  return (
    <Panel
      title="This session"
      description="Sensitive actions ask you to confirm that it is you once this is too long ago."
    >
      <DefinitionList
        items={[
          ['Signed in with', WAYS[session.method]],
          ['Confirmed', <Time key="at" at={session.authenticatedAt} />],
          [fresh ? 'Fresh until' : 'No longer fresh since', <Time key="until" at={session.freshUntil} absolute />],
          [
            'Passkey used',
            session.secondFactorAt ? <Time key="second" at={session.secondFactorAt} /> : 'Not in this session',
          ],
        ]}
      />
    </Panel>
  )
}
