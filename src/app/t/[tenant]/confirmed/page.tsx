import type { Metadata } from 'next'
import { ConfirmedNotice } from '#components/security/confirmed-notice.tsx'

export const metadata: Metadata = { title: 'Confirmed' }

/** Where a fresh sign-in comes back to, in a window of its own. */
export default function Page() {
  return <ConfirmedNotice />
}
