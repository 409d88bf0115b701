import { ArrowRight } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { PasskeySignIn } from './passkey-sign-in.tsx'

type Connection = { id: string; name: string; protocol: 'saml' | 'oidc'; startUrl: string }
type ConnectionChoicesProps = {
  tenant: string
  connections: readonly Connection[]
  /** Where to land afterwards; the server accepts only this organisation’s own pages. */
  next: string | null
  reason: 'ended' | 'out' | null
}

const REASONS = {
  ended: 'Your session has ended. Sign in again to go on where you were.',
  out: 'You are signed out.',
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
          No identity provider is connected yet, so nobody can sign in here. Ask the operator of this console to connect
          one.
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
      <PasskeySignIn tenant={tenant} />
      <p className="mt-5 flex flex-wrap justify-between gap-x-4 gap-y-1 border-t pt-4 text-sm">
        <TextLink href="/sign-in">Another organisation</TextLink>
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
