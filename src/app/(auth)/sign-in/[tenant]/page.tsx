import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { ConnectionChoices, type SignInReason, withNext } from '#components/sign-in/connection-choices.tsx'
import { OnTheWay } from '#components/sign-in/on-the-way.tsx'
import { OrganisationForm } from '#components/sign-in/organisation-form.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { createContext } from '#server/api/context.ts'
import { findTenantForSignIn, landingPath } from '#server/domains/identity/index.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Props = {
  params: Promise<{ tenant: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function TenantSignInPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query, me] = await Promise.all([params, searchParams, meOfRequest()])
  const next = typeof query.next === 'string' ? query.next : null
  if (me?.tenant.slug === slug) redirect(landingPath(slug, next))
  const { request } = await createContext({ headers: await headers() })
  const tenant = await findTenantForSignIn(slug, request)
  if (!tenant) {
    return (
      <SignInFrame title="Sign in to your organisation">
        <OrganisationForm typed={slug} problem="unknown" next={next} />
      </SignInFrame>
    )
  }
  const asked = tenant.connections.find((connection) => connection.id === query.connection)
  if (asked) {
    return (
      <SignInFrame title={`Sign in to ${tenant.name}`}>
        <OnTheWay
          connection={{ name: asked.name, startUrl: withNext(asked.startUrl, next) }}
          tenantSlug={tenant.slug}
        />
      </SignInFrame>
    )
  }
  return (
    <SignInFrame title={`Sign in to ${tenant.name}`}>
      <ConnectionChoices tenant={tenant.slug} connections={tenant.connections} next={next} reason={reasonOf(query)} />
    </SignInFrame>
  )
}

/** Why somebody who was signed in is here. */
function reasonOf({ ended, out }: Awaited<Props['searchParams']>): SignInReason | null {
  if (ended) return 'ended'
  if (out === 'everywhere' || out === 'here') return out
  return out ? 'out' : null
}
