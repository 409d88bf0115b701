import { notFound } from 'next/navigation'

/** Any other address inside a tenant: not found, with the areas still beside it. */
export default function UnknownTenantPage() {
  notFound()
}
