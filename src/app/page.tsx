import { redirect } from 'next/navigation'
import { homePath } from '#server/domains/identity/index.ts'
import { meOfRequest } from '#trpc/me-of-request.ts'

export default async function RootPage() {
  const me = await meOfRequest()
  redirect(me ? homePath(me.tenant.slug) : '/sign-in')
}
