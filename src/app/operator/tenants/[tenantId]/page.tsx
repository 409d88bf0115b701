import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { TenantView } from '#components/operator/tenant-view.tsx'
import { uuidSchema } from '#contracts/identifiers.ts'
import { HydrateQueries } from '#trpc/hydrate-queries.tsx'
import { requireOperator } from '#trpc/require-operator.ts'
import { queryClientOfRequest, trpcOnServer } from '#trpc/server.ts'

export const metadata: Metadata = { title: 'Tenant' }

export default async function Page({ params }: { params: Promise<{ tenantId: string }> }) {
  const { tenantId } = await params
  if (!uuidSchema.safeParse(tenantId).success) notFound()
  await requireOperator('operator-tenant:read', `/operator/tenants/${tenantId}`)
  const client = queryClientOfRequest()
  await Promise.all([
    client.prefetchQuery(trpcOnServer.operatorTenants.get.queryOptions({ id: tenantId })),
    client.prefetchQuery(trpcOnServer.operatorSetupLinks.list.queryOptions({ tenantId })),
  ])
  return (
    <HydrateQueries>
      <TenantView id={tenantId} />
    </HydrateQueries>
  )
}
