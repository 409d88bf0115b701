'use client'

import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'

type ErrorPageProps = { error: Error & { digest?: string }; retry?: () => void; reset?: () => void }

export default function ErrorPage({ error, retry, reset }: ErrorPageProps) {
  return (
    <SignInFrame title="This page could not be shown" by={null}>
      <p className="mt-2 text-muted">
        Something went wrong on our side. Nothing was changed. Try again; if it stays, tell your operator the number
        below.
      </p>
      {error.digest ? (
        <p className="mt-3 text-sm">
          Error <MonoId value={error.digest} label="error number" />
        </p>
      ) : null}
      <Button variant="primary" className="mt-5 w-full" onClick={() => (retry ?? reset)?.()}>
        Try again
      </Button>
    </SignInFrame>
  )
}
