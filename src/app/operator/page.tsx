import { redirect } from 'next/navigation'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { requireOperator } from '#trpc/require-operator.ts'

/** Where people of the house land: operators among the tenants, others in the house's own pages. */
export default async function OperatorPage() {
  const { permissions } = await requireOperator('profile:read', '/operator')
  redirect(permissions.includes('operator-tenant:read') ? '/operator/tenants' : `/t/${HOUSE_SLUG}/overview`)
}
