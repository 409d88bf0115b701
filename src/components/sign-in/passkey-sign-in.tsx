'use client'

import { startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { inWords } from '#components/security/passkey-failure.ts'
import { Button } from '#components/ui/button.tsx'
import type { RequestOptions } from '#contracts/passkeys.ts'
import { postStep } from './post-step.ts'
import { StepProblem } from './step-problem.tsx'

/** For people who have set up a passkey: auditors from outside, and whoever the policy lets. */
export function PasskeySignIn({ tenant, next }: { tenant: string; next: string | null }) {
  const signIn = useMutation({
    mutationFn: async () => {
      const optionsJSON = await postStep<RequestOptions>('passkey-options', { tenantSlug: tenant })
      const response = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
        throw inWords(error)
      })
      return postStep<{ landing: string }>('passkey', {
        tenantSlug: tenant,
        response: plain(response),
        ...(next ? { next } : {}),
      })
    },
    onSuccess: ({ landing }) => window.location.assign(landing),
  })
  return (
    <div className="mt-2">
      <Button
        className="h-auto min-h-10 w-full justify-between px-4 py-2"
        pending={signIn.isPending}
        onClick={() => signIn.mutate()}
      >
        Use a passkey
        <Fingerprint aria-hidden />
      </Button>
      <StepProblem error={signIn.error} />
    </div>
  )
}

/** What the server reads of an answer. */
export function plain({ id, rawId, type, response }: Awaited<ReturnType<typeof startAuthentication>>) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, rawId, type, response: { clientDataJSON, authenticatorData, signature, userHandle } }
}
