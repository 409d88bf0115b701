'use client'

import { CircleCheck } from 'lucide-react'
import { useEffect } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { sayConfirmed } from './confirm-by-provider.ts'

/** Tells the page that waits, and closes; where it cannot, it says what to do. */
export function ConfirmedNotice() {
  const tenantHref = useTenantHref()
  useEffect(() => {
    sayConfirmed()
    window.close()
  }, [])
  return (
    <EmptyState
      icon={CircleCheck}
      title="You have confirmed that it is you"
      action={<LinkButton href={tenantHref('overview')}>Go to the overview</LinkButton>}
    >
      You can close this window and go on where you were.
    </EmptyState>
  )
}
