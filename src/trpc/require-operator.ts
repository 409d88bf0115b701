import 'server-only'
import { notFound, redirect } from 'next/navigation'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import type { Me } from '#contracts/me.ts'
import type { Permission } from '#contracts/permissions.ts'
import { meOfRequest } from './me-of-request.ts'

/**
 * Who asks for a page of the operator console. Somebody without a session is sent to sign in and comes back to `path`;
 * to the people of any other tenant, and to whoever lacks the permission, there is no such page. What the page shows is
 * decided again by each procedure it calls.
 */
export async function requireOperator(permission: Permission, path: string): Promise<Me> {
  const me = await meOfRequest()
  if (!me) redirect(`/sign-in/${HOUSE_SLUG}?${new URLSearchParams({ next: path })}`)
  if (me.tenant.slug !== HOUSE_SLUG || !me.permissions.includes(permission)) notFound()
  return me
}
