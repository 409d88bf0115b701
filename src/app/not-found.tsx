import type { Metadata } from 'next'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <SignInFrame title="There is no such page here" by={null}>
      <p className="mt-2 text-muted">
        The address may be mistyped, or it belongs to an organisation that you are not signed in to.
      </p>
      <LinkButton href="/" variant="primary" className="mt-5 w-full">
        Go to the start
      </LinkButton>
    </SignInFrame>
  )
}
