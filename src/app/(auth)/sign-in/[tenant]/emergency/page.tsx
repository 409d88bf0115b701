import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EmergencySignIn } from '#components/sign-in/emergency-sign-in.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { tenantSlugSchema } from '#contracts/identifiers.ts'

export const metadata: Metadata = { title: 'Emergency access' }

type Props = { params: Promise<{ tenant: string }> }

export default async function EmergencyPage({ params }: Props) {
  const { tenant } = await params
  if (!tenantSlugSchema.safeParse(tenant).success) notFound()
  return (
    <SignInFrame title="Emergency access" by="passkey">
      <EmergencySignIn tenant={tenant} />
    </SignInFrame>
  )
}
