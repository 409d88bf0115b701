'use client'

import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'

/** The way to a rehearsal for an identity provider that is not connected yet. */
export function RehearseLink() {
  const href = useTenantHref()
  if (!useMay('directory:rehearse')) return null
  return <LinkButton href={href('directories/rehearsal')}>Rehearse before you connect</LinkButton>
}
