import { notFound } from 'next/navigation'
import { requireOperator } from '#trpc/require-operator.ts'

export default async function Page() {
  await requireOperator('profile:read', '/operator')
  notFound()
}
