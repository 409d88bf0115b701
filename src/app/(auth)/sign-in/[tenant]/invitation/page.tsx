import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AcceptInvitation } from '#components/sign-in/accept-invitation.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { tenantSlugSchema } from '#contracts/identifiers.ts'

export const metadata: Metadata = { title: 'Invitation' }

type Props = { params: Promise<{ tenant: string }> }

export default async function InvitationPage({ params }: Props) {
  const { tenant } = await params
  if (!tenantSlugSchema.safeParse(tenant).success) notFound()
  return (
    <SignInFrame title="You are invited" by="passkey">
      <AcceptInvitation tenant={tenant} />
    </SignInFrame>
  )
}
