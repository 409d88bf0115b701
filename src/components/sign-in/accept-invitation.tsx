'use client'

import { startRegistration } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { inWords } from '#components/security/passkey-failure.ts'
import { Button } from '#components/ui/button.tsx'
import type { CreationOptions } from '#contracts/passkeys.ts'
import { postStep } from './post-step.ts'
import { StepProblem } from './step-problem.tsx'

type Begun = { name: string; email: string; tenantName: string; options: CreationOptions }

/** The link's secret stands behind the #, so it never reaches a server but in the body of this page's own calls. */
export function AcceptInvitation({ tenant }: { tenant: string }) {
  const accept = useMutation({
    mutationFn: async () => {
      const token = window.location.hash.slice(1)
      const { options } = await postStep<Begun>('invitation-options', { tenantSlug: tenant, token })
      const { id, rawId, type, response } = await startRegistration({ optionsJSON: options }).catch(
        (error: unknown) => {
          throw inWords(error)
        },
      )
      const { clientDataJSON, attestationObject, transports } = response
      return postStep<{ landing: string }>('invitation', {
        tenantSlug: tenant,
        token,
        response: { id, rawId, type, response: { clientDataJSON, attestationObject, transports } },
      })
    },
    onSuccess: ({ landing }) => window.location.assign(landing),
  })
  return (
    <>
      <p className="mt-2 text-pretty text-muted">
        Set up a passkey on this device: your fingerprint, face, PIN or a security key. You sign in with it from now on;
        there is no password.
      </p>
      <Button variant="primary" className="mt-5 w-full" pending={accept.isPending} onClick={() => accept.mutate()}>
        {accept.isPending ? null : <Fingerprint aria-hidden />}
        Set up passkey and sign in
      </Button>
      <StepProblem error={accept.error} />
    </>
  )
}
