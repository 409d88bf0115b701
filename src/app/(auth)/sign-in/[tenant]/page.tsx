import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { ConnectionChoices } from '#components/sign-in/connection-choices.tsx'
import { OrganisationForm } from '#components/sign-in/organisation-form.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { createContext } from '#server/api/context.ts'
import { findTenantForSignIn } from '#server/domains/identity/index.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Props = {
  params: Promise<{ tenant: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function TenantSignInPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query, me] = await Promise.all([params, searchParams, meOfRequest()])
  if (me?.tenant.slug === slug) redirect(`/t/${slug}/overview`)
  const { request } = await createContext({ headers: await headers() })
  const tenant = await findTenantForSignIn(slug, request)
  if (!tenant) {
    return (
      <SignInFrame title="Sign in to your organisation">
        <OrganisationForm typed={slug} problem="unknown" />
      </SignInFrame>
    )
  }
  return (
    <SignInFrame title={`Sign in to ${tenant.name}`}>
      <ConnectionChoices
        connections={tenant.connections}
        next={typeof query.next === 'string' ? query.next : null}
        reason={query.ended ? 'ended' : query.out ? 'out' : null}
      />
    </SignInFrame>
  )
}
