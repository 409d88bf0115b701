'use client'

import { startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { inWords } from '#components/security/passkey-failure.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { RequestOptions } from '#contracts/passkeys.ts'
import { plain } from './passkey-sign-in.tsx'
import { postStep } from './post-step.ts'
import { StepProblem } from './step-problem.tsx'

/** An Owner's way in when the identity provider is down. */
export function EmergencySignIn({ tenant }: { tenant: string }) {
  const [reason, setReason] = useState('')
  const enter = useMutation({
    mutationFn: async () => {
      const optionsJSON = await postStep<RequestOptions>('emergency-options', { tenantSlug: tenant })
      const response = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
        throw inWords(error)
      })
      return postStep<{ landing: string }>('emergency', {
        tenantSlug: tenant,
        reason: reason.trim(),
        response: plain(response),
      })
    },
    onSuccess: ({ landing }) => window.location.assign(landing),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <>
      <p className="mt-2 text-pretty text-muted">
        For Owners, with a security key, while the identity provider is down. It lasts an hour. Every Owner and Admin is
        told at once, and somebody else has to sign it off.
      </p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <Field label="Reason" hint="At least ten characters. It is kept in the audit log.">
          {(control) => (
            <Textarea
              {...control}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              required
              minLength={10}
              maxLength={1000}
              rows={3}
            />
          )}
        </Field>
        <Button type="submit" variant="final" pending={enter.isPending} disabled={reason.trim().length < 10}>
          Come in with a security key
        </Button>
      </form>
      <StepProblem error={enter.error} />
      <p className="mt-5 border-t pt-4 text-sm">
        <TextLink href={`/sign-in/${tenant}`}>Back to the identity provider</TextLink>
      </p>
    </>
  )
}
