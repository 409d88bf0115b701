'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useMe } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Ends every session of the organisation, this one too. */
export function EndEverySession() {
  const trpc = useTRPC()
  const { tenant } = useMe()
  const mayRevoke = useMay('session:revoke')
  const [open, setOpen] = useState(false)
  const end = useMutation(
    trpc.sessions.revokeAll.mutationOptions({
      onSuccess: () => window.location.assign(`/sign-in/${tenant.slug}?ended=1`),
    }),
  )
  if (!mayRevoke) return null
  return (
    <>
      <Button
        onClick={() => {
          end.reset()
          setOpen(true)
        }}
      >
        End everyone’s
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="End every session"
        verb="End every session"
        name={tenant.name}
        onConfirm={() => end.mutate({ name: tenant.name })}
        pending={end.isPending}
        error={end.error}
      >
        Everyone in {tenant.name} is signed out at their next request, you among them. Nothing else changes: people can
        sign in again at once.
      </ConfirmDialog>
    </>
  )
}
