'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TraceDetail } from '#contracts/sign-in-traces.ts'
import { useTRPC } from '#trpc/client.tsx'

/** A link for support: this one trace, read-only, without personal values, for a day. */
export function ShareTrace({ trace }: { trace: TraceDetail }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayShare = useMay('sign-in-trace:share')
  const [url, setUrl] = useState<string | null>(null)
  const again = () => queryClient.invalidateQueries({ queryKey: trpc.signInTraces.get.queryKey({ id: trace.id }) })
  const share = useMutation(
    trpc.signInTraces.share.mutationOptions({
      onSuccess: async (made) => {
        setUrl(made.url)
        await again()
      },
    }),
  )
  const revoke = useMutation(trpc.signInTraces.revokeLink.mutationOptions({ onSuccess: again }))
  if (!mayShare && trace.links.length === 0) return null
  return (
    <DrawerPart
      title="Links for support"
      action={
        mayShare ? (
          <Button size="sm" pending={share.isPending} onClick={() => share.mutate({ id: trace.id })}>
            {share.isPending ? null : <Link2 aria-hidden />}
            Make link
          </Button>
        ) : null
      }
    >
      <p className="text-muted text-sm">
        Shows this one trace, read-only and without personal values, for 24 hours. Each opening is written to the audit
        log.
      </p>
      <FormError error={share.error ?? revoke.error} />
      {trace.links.length > 0 ? (
        <ul className="mt-3 divide-y rounded-md border text-sm">
          {trace.links.map((link) => (
            <li key={link.id} className="flex items-center justify-between gap-3 px-3 py-2">
              <span className="min-w-0">
                Until <Time at={link.expiresAt} absolute />
                <span className="block text-muted text-xs">
                  {link.opened === 0 ? 'Not opened yet' : `Opened ${countOf(link.opened, 'time')}`}
                </span>
              </span>
              {mayShare ? (
                <Button
                  size="sm"
                  variant="ghost"
                  pending={revoke.isPending && revoke.variables.linkId === link.id}
                  onClick={() => revoke.mutate({ id: trace.id, linkId: link.id })}
                >
                  Withdraw
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <SecretOnceDialog title="Link for support" label="link" secret={url} onClose={() => setUrl(null)}>
        <p className="text-muted text-sm">Whoever has it sees this trace without signing in, until it expires.</p>
      </SecretOnceDialog>
    </DrawerPart>
  )
}
