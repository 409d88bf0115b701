'use client'

import { useQuery } from '@tanstack/react-query'
import { Siren } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Stays on every page until each emergency access is signed off. */
export function EmergencyBanner() {
  const trpc = useTRPC()
  const tenantHref = useTenantHref()
  const mayRead = useMay('break-glass:read')
  const entries = useQuery(trpc.breakGlass.list.queryOptions(undefined, { enabled: mayRead }))
  const waiting = entries.data?.items.filter((entry) => entry.review === null) ?? []
  const [first] = waiting
  if (!first) return null
  return (
    <div
      role="status"
      className="flex items-center gap-2.5 border-b bg-danger-soft px-4 py-2 text-danger text-sm sm:px-6 lg:px-8"
    >
      <Siren aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0">
        {waiting.length === 1
          ? `${first.person.name} used emergency access, and nobody has signed it off.`
          : `Emergency access was used ${waiting.length} times without being signed off.`}{' '}
        <TextLink href={tenantHref('emergency')} className="text-danger decoration-current">
          Review
        </TextLink>
      </p>
    </div>
  )
}
