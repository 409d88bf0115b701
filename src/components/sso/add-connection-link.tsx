'use client'

import { Plus } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'

export function AddConnectionLink() {
  const href = useTenantHref()
  if (!useMay('sso-connection:manage')) return null
  return (
    <LinkButton variant="primary" href={href('sso/add')}>
      <Plus aria-hidden />
      Add connection
    </LinkButton>
  )
}
