import type { Metadata } from 'next'
import { SetupFrame } from '#components/setup/setup-frame.tsx'
import { SetupTestView } from '#components/setup/setup-test-view.tsx'
import { SetupTrpcProvider } from '#trpc/client.tsx'

export const metadata: Metadata = { title: 'Test of a connection', robots: { index: false, follow: false } }

type Props = { params: Promise<{ testId: string }> }

export default async function Page({ params }: Props) {
  const { testId } = await params
  return (
    <SetupFrame>
      <SetupTrpcProvider>
        <SetupTestView id={testId} />
      </SetupTrpcProvider>
    </SetupFrame>
  )
}
