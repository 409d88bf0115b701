import { ArrowRight } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { PasskeySignIn } from './passkey-sign-in.tsx'

type Connection = { id: string; name: string; protocol: 'saml' | 'oidc'; startUrl: string }
export type SignInReason = keyof typeof REASONS
type ConnectionChoicesProps = {
  tenant: string
  connections: readonly Connection[]
  /** Where to land afterwards; the server accepts only this organisation’s own pages. */
  next: string | null
  reason: SignInReason | null
}

const REASONS = {
  ended: 'Your session has ended. Sign in again to go on where you were.',
  out: 'You are signed out.',
  everywhere: 'You are signed out, here and at your identity provider.',
  here: 'You are signed out here. Your identity provider did not confirm that you are signed out there too: on a shared device, sign out there or close the browser.',
} as const

export function ConnectionChoices({ tenant, connections, next, reason }: ConnectionChoicesProps) {
  return (
    <>
      {reason ? (
        <p role="status" className="mt-2 text-muted">
          {REASONS[reason]}
        </p>
      ) : null}
      {connections.length === 0 ? (
        <p className="mt-3 text-muted">
          {tenant === HOUSE_SLUG
            ? 'Operators sign in with the passkey that they set up by their invitation.'
            : 'No identity provider is connected yet. Whoever was invited signs in with their passkey.'}
        </p>
      ) : (
        <ul className="mt-5 flex flex-col gap-2">
          {connections.map((connection, index) => (
            <li key={connection.id}>
              <Button
                asChild
                variant={index === 0 ? 'primary' : 'secondary'}
                className="h-auto min-h-10 w-full justify-between whitespace-normal px-4 py-2 text-left"
              >
                {/* A link and no form: the policy of pages lets a form lead nowhere but here. */}
                <a href={withNext(connection.startUrl, next)}>
                  Continue with {connection.name}
                  <ArrowRight aria-hidden />
                </a>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <PasskeySignIn tenant={tenant} next={next} />
      <p className="mt-5 flex flex-wrap justify-between gap-x-4 gap-y-1 border-t pt-4 text-sm">
        <TextLink href={withQuery('/sign-in', next)}>Another organisation</TextLink>
        <TextLink href={`/sign-in/${tenant}/emergency`}>Provider is down</TextLink>
      </p>
    </>
  )
}

/** Where a connection starts, with where to land afterwards. */
export function withNext(startUrl: string, next: string | null): string {
  if (!next) return startUrl
  return `${startUrl}${startUrl.includes('?') ? '&' : '?'}${new URLSearchParams({ callbackUrl: next })}`
}

function withQuery(path: string, next: string | null): string {
  return next ? `${path}?${new URLSearchParams({ next })}` : path
}
