'use client'

import { useEffect } from 'react'
import { ErrorState } from '#components/ui/error-state.tsx'

type ErrorPageProps = { error: Error & { digest?: string }; retry?: () => void; reset?: () => void }

/** In place of a page that could not be shown. */
export function PageError({ error, retry, reset }: ErrorPageProps) {
  useEffect(() => {
    console.error(error)
  }, [error])
  return (
    <div className="rounded-lg border bg-surface">
      <ErrorState what="this page" error={error} onRetry={retry ?? reset} />
    </div>
  )
}
