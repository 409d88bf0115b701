import { redirect } from 'next/navigation'
import { meOfRequest } from '#trpc/me-of-request.ts'

export default async function RootPage() {
  const me = await meOfRequest()
  redirect(me ? `/t/${me.tenant.slug}/overview` : '/sign-in')
}
