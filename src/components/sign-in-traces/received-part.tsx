'use client'

import { useMutation } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import type { TraceDetail } from '#contracts/sign-in-traces.ts'
import { useTRPC } from '#trpc/client.tsx'
import { ReceivedTree } from './received-tree.tsx'

export function ReceivedPart({ trace }: { trace: TraceDetail }) {
  const trpc = useTRPC()
  const mayReveal = useMay('sign-in-trace:reveal')
  const reveal = useMutation(trpc.signInTraces.reveal.mutationOptions())
  const shown = reveal.data?.received ?? trace.received
  const hidden = trace.personalValues > 0 && !reveal.data
  return (
    <DrawerPart
      title={trace.protocol === 'saml' ? 'Response, decoded' : 'Claims, decoded'}
      action={
        mayReveal && hidden ? (
          <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ id: trace.id })}>
            {reveal.isPending ? null : <Eye aria-hidden />}
            Reveal
          </Button>
        ) : null
      }
    >
      {shown ? (
        <>
          <p className="mb-3 text-muted text-sm">
            Signatures, tokens and secrets were removed before this was stored, so it cannot be posted again.{' '}
            {hidden
              ? mayReveal
                ? 'Revealing personal values is written to the audit log, with your name.'
                : 'Your role does not show personal values.'
              : ''}
          </p>
          <FormError error={reveal.error} />
          <ReceivedTree node={shown} />
        </>
      ) : (
        <p className="text-muted text-sm">Nothing that could be read was received.</p>
      )}
    </DrawerPart>
  )
}
