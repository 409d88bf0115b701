'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { Time } from '#components/ui/time.tsx'
import { type ReceivedProfile, receivedProfileSchema } from '#contracts/received-profile.ts'
import { useTRPC } from '#trpc/client.tsx'

type ProfileSourceProps = { connectionId: string; onProfile: (profile: ReceivedProfile | null) => void }

const EXAMPLE = '{ "groups": ["Engineers"], "email": "ada@acme.com" }'

/** A profile to preview with: the last one received, or one that is pasted. */
export function ProfileSource({ connectionId, onProfile }: ProfileSourceProps) {
  const trpc = useTRPC()
  const mayReveal = useMay('sign-in-trace:reveal')
  const [pasting, setPasting] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const reveal = useMutation(
    trpc.sso.revealProfile.mutationOptions({ onSuccess: (latest) => onProfile(latest?.profile ?? null) }),
  )
  const paste = (text: string) => {
    if (text.trim() === '') {
      setProblem(null)
      return onProfile(null)
    }
    const profile = readProfile(text)
    setProblem(profile ? null : 'Enter an object of attributes in JSON, each a text or a list of texts.')
    onProfile(profile)
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {mayReveal ? (
          <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ connectionId })}>
            Use the last received profile
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          Paste a profile
        </Button>
        {reveal.data ? (
          <span className="text-muted text-sm">
            Received <Time at={reveal.data.receivedAt} />, of {reveal.data.profile.email ?? reveal.data.profile.subject}
          </span>
        ) : reveal.data === null ? (
          <span className="text-muted text-sm">Nothing was received yet. Test the connection first.</span>
        ) : null}
      </div>
      {pasting ? (
        <Field label="Profile in JSON" hint={`Such as ${EXAMPLE}`} error={problem}>
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              spellCheck={false}
              className="font-mono text-xs"
              onChange={(event) => paste(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <FormError error={reveal.error} />
    </div>
  )
}

/** Attributes alone, or a whole profile as a trace shows it. */
function readProfile(text: string): ReceivedProfile | null {
  try {
    const value: unknown = JSON.parse(text)
    const whole = receivedProfileSchema.safeParse(value)
    if (whole.success) return whole.data
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const attributes = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, [one].flat()]))
    const parsed = receivedProfileSchema.safeParse({ subject: '', email: null, attributes })
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
