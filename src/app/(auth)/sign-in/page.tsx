import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EMailForm } from '#components/sign-in/e-mail-form.tsx'
import { OrganisationForm } from '#components/sign-in/organisation-form.tsx'
import { SignInFrame } from '#components/sign-in/sign-in-frame.tsx'
import { tenantSlugSchema } from '#contracts/identifiers.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SignInPage({ searchParams }: Props) {
  const { tenant, next, by, problem } = await searchParams
  const typed = typeof tenant === 'string' ? tenant.trim().toLowerCase() : undefined
  if (typed && tenantSlugSchema.safeParse(typed).success) {
    redirect(`/sign-in/${typed}${typeof next === 'string' ? `?${new URLSearchParams({ next })}` : ''}`)
  }
  return (
    <SignInFrame title="Sign in to your organisation">
      {typed || by === 'name' ? (
        <OrganisationForm
          typed={typed}
          problem={typed ? 'malformed' : null}
          next={typeof next === 'string' ? next : null}
        />
      ) : (
        <EMailForm next={typeof next === 'string' ? next : null} problem={problem === 'domain'} />
      )}
    </SignInFrame>
  )
}
