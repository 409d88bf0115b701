import type { Metadata } from 'next'
import { SetupFrame } from '#components/setup/setup-frame.tsx'
import { SetupView } from '#components/setup/setup-view.tsx'
import { SetupTrpcProvider } from '#trpc/client.tsx'

export const metadata: Metadata = { title: 'Set up single sign-on', robots: { index: false, follow: false } }

export default function Page() {
  return (
    <SetupFrame>
      <SetupTrpcProvider>
        <SetupView />
      </SetupTrpcProvider>
    </SetupFrame>
  )
}
