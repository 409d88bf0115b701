import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ConfirmSignIn } from '#components/applications/confirm-sign-in.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { landingPath } from '#server/domains/identity/index.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

export const metadata: Metadata = { title: 'Confirm that it is you' }

type Props = {
  params: Promise<{ tenant: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** An application or the organisation's policy wants a fresher authentication than the open session has. */
export default async function ConfirmPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, { next }, me] = await Promise.all([params, searchParams, meOfRequest()])
  if (!tenantSlugSchema.safeParse(slug).success) redirect('/sign-in')
  const back = landingPath(slug, typeof next === 'string' ? next : null)
  if (me?.tenant.slug !== slug) redirect(`/sign-in/${slug}?${new URLSearchParams({ next: back })}`)
  return (
    <SignInFrame title="Confirm that it is you">
      <ConfirmSignIn name={me.user.name} tenant={slug} next={back} />
    </SignInFrame>
  )
}
