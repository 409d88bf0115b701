import type { Metadata } from 'next'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'

export const metadata: Metadata = { title: 'The application cannot sign you in' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const PROBLEMS: Record<string, string> = {
  application: 'The application that sent you here is not registered, or has been switched off.',
  address: 'The application wants you back at an address that is not registered for it, so you were not sent there.',
  request: 'This sign-in was begun in another browser, took too long or is over already.',
}

/** Where somebody stays whom we do not send on to an address that nobody vouches for (RFC 6749 §4.1.2.1). */
export default async function ApplicationErrorPage({ searchParams }: Props) {
  const { problem } = await searchParams
  const known = typeof problem === 'string' && Object.hasOwn(PROBLEMS, problem) ? problem : 'request'
  return (
    <SignInFrame title="The application cannot sign you in">
      <p className="mt-2 text-pretty text-muted">{PROBLEMS[known]}</p>
      <p className="mt-3 text-pretty text-muted">
        {known === 'request'
          ? 'Start again from the application.'
          : 'Tell whoever runs the application. You can do nothing about it here.'}
      </p>
    </SignInFrame>
  )
}
