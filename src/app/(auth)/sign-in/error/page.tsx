import type { Metadata } from 'next'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'

export const metadata: Metadata = { title: 'Sign-in did not work' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const TRACE = /^[A-Za-z0-9._-]{1,128}$/

export default async function SignInErrorPage({ searchParams }: Props) {
  const { trace } = await searchParams
  const known = typeof trace === 'string' && TRACE.test(trace) ? trace : null
  return (
    <SignInFrame title="You are not signed in">
      <p className="mt-2 text-pretty text-muted">
        The answer of your identity provider was not accepted. It may have been too old, used before, or meant for
        someone else. Start again from here.
      </p>
      {known ? (
        <p className="mt-4 text-sm">
          If it happens again, give this number to your admin. The reason is kept under it.
          <MonoId
            value={known}
            label="trace number"
            whole
            className="mt-1 flex justify-between rounded-md bg-sunken px-2.5 py-1"
          />
        </p>
      ) : null}
      <LinkButton href="/sign-in" variant="primary" className="mt-5 w-full">
        Sign in again
      </LinkButton>
    </SignInFrame>
  )
}
