'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** For somebody who has lost the device with their passkey. */
export function ForgetPasskeys({ member }: { member: { id: string; name: string } }) {
  const trpc = useTRPC()
  const mayUpdate = useMay('member:update')
  const [open, setOpen] = useState(false)
  const forget = useMutation(
    trpc.members.removePasskeys.mutationOptions({
      onSuccess: ({ removed }) => {
        notify(
          removed === 0
            ? `${member.name} has no passkey.`
            : `${countOf(removed, 'passkey')} of ${member.name} forgotten.`,
        )
        setOpen(false)
      },
    }),
  )
  if (!mayUpdate) return null
  return (
    <DrawerPart title="Passkeys">
      <div className="flex items-center justify-between gap-4">
        <p className="text-muted text-sm">Has {member.name} lost a device? Forget their passkeys; they add another.</p>
        <Button
          size="sm"
          onClick={() => {
            forget.reset()
            setOpen(true)
          }}
        >
          Forget passkeys
        </Button>
      </div>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Forget the passkeys of ${member.name}`}
        verb="Forget passkeys"
        name={member.name}
        onConfirm={() => forget.mutate({ memberId: member.id, name: member.name })}
        pending={forget.isPending}
        error={forget.error}
      >
        No passkey of {member.name} works here any more. Where passkeys are asked for at every sign-in, they add a new
        one at their next.
      </ConfirmDialog>
    </DrawerPart>
  )
}
