import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { AppShell } from '#components/layout/app-shell.tsx'
import { MeProvider } from '#components/layout/me-context.tsx'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

/** The operator console. Each page asks `requireOperator`, which knows where to come back to after a sign-in. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const me = await meOfRequest()
  if (!me) return children
  if (me.tenant.slug !== HOUSE_SLUG) notFound()
  return (
    <MeProvider me={me}>
      <AppShell>{children}</AppShell>
    </MeProvider>
  )
}
