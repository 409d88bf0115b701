import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { AppShell } from '#components/layout/app-shell.tsx'
import { MeProvider } from '#components/layout/me-context.tsx'
import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

type Props = { params: Promise<{ tenant: string }>; children: ReactNode }

/** The tenant is the session's; an address that names another one leads nowhere. */
export default async function TenantLayout({ params, children }: Props) {
  const { tenant } = await params
  if (!tenantSlugSchema.safeParse(tenant).success) notFound()
  const me = await meOfRequest()
  if (!me) {
    const ended = (await headers()).get('cookie')?.includes('__Host-gatehouse-session=') ? '?ended=1' : ''
    redirect(`/sign-in/${tenant}${ended}`)
  }
  if (me.tenant.slug !== tenant) notFound()
  return (
    <MeProvider me={me}>
      <AppShell>{children}</AppShell>
    </MeProvider>
  )
}
