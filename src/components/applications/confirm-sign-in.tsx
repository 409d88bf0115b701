'use client'

import { ArrowRight, Fingerprint } from 'lucide-react'
import { useConfirmation } from '#components/security/use-confirmation.ts'
import { StepProblem } from '#components/sign-in/step-problem.tsx'
import { Button } from '#components/ui/button.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'

type ConfirmSignInProps = {
  name: string
  tenant: string
  /** Where to go on to; the server has checked it. */
  next: string
}

/** What an application waits for: the person of the open session, authenticated anew. */
export function ConfirmSignIn({ name, tenant, next }: ConfirmSignInProps) {
  const { begin, byPasskey } = useConfirmation(() => window.location.assign(next))
  return (
    <>
      <p className="mt-2 text-pretty text-muted">
        You are signed in as {name}. Before you go on, show once more that it is you.
      </p>
      <div className="mt-5 flex flex-col gap-2">
        {begin.data ? (
          <Ways
            passkey={begin.data.passkey !== null}
            provider={
              begin.data.providerUrl && begin.data.providerName
                ? { href: leadingTo(begin.data.providerUrl, next), name: begin.data.providerName }
                : null
            }
            firstPasskeyAt={begin.data.needsFirstPasskey ? `/t/${tenant}/security` : null}
            onPasskey={() => byPasskey.mutate()}
            pending={byPasskey.isPending}
          />
        ) : begin.error ? null : (
          <Skeleton className="h-10 w-full" />
        )}
      </div>
      <StepProblem error={byPasskey.error ?? (begin.error as Error | null)} />
      <p className="mt-5 border-t pt-4 text-sm">
        <TextLink href={`/t/${tenant}/overview`}>To the console instead</TextLink>
      </p>
    </>
  )
}

type WaysProps = {
  passkey: boolean
  provider: { href: string; name: string } | null
  firstPasskeyAt: string | null
  onPasskey: () => void
  pending: boolean
}

const WIDE = 'h-auto min-h-10 w-full justify-between whitespace-normal px-4 py-2 text-left'

function Ways({ passkey, provider, firstPasskeyAt, onPasskey, pending }: WaysProps) {
  return (
    <>
      {passkey ? (
        <Button variant="primary" className={WIDE} pending={pending} onClick={onPasskey}>
          Use your passkey
          <Fingerprint aria-hidden />
        </Button>
      ) : null}
      {provider ? (
        <Button asChild variant={passkey ? 'secondary' : 'primary'} className={WIDE}>
          <a href={provider.href}>
            Sign in again with {provider.name}
            <ArrowRight aria-hidden />
          </a>
        </Button>
      ) : null}
      {firstPasskeyAt ? (
        <>
          <p className="text-muted text-sm">
            Your organisation asks for a passkey. Add one, then start again from the application.
          </p>
          <LinkButton href={firstPasskeyAt} variant="primary">
            Add a passkey
          </LinkButton>
        </>
      ) : null}
      {passkey || provider || firstPasskeyAt ? null : (
        <p className="text-muted text-sm">
          You have no passkey here and did not come in through a provider. Sign out and sign in again.
        </p>
      )}
    </>
  )
}

/** The way to the provider, with where to go on to afterwards. */
function leadingTo(providerUrl: string, next: string): string {
  const [path = '', query = ''] = providerUrl.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('callbackUrl', next)
  return `${path}?${parameters}`
}
