'use client'

import './globals.css'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'

/** Stands in for the root layout when that itself failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Error · Gatehouse</title>
        <SignInFrame title="The console could not start" by={null}>
          <p className="mt-2 text-muted">Something went wrong on our side. Nothing was changed. Load the page again.</p>
          {error.digest ? <p className="mt-3 font-mono text-xs">{error.digest}</p> : null}
          <a
            href="/"
            className="mt-5 flex h-8 items-center justify-center rounded-md bg-accent font-medium text-accent-ink hover:bg-accent-hover"
          >
            Load again
          </a>
        </SignInFrame>
      </body>
    </html>
  )
}
