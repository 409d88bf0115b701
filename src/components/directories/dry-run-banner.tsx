'use client'

import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** Says on every page of a directory in dry run that nothing is real, and what to do next. Nothing where it is live. */
export function DryRunBanner({ directoryId }: { directoryId: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const mayRead = useMay('directory:read')
  const mayManage = useMay('directory:manage')
  const directory = useQuery(trpc.directories.get.queryOptions({ id: directoryId }, { enabled: mayRead }))
  if (directory.data?.mode !== 'dry-run') return null
  return (
    <div
      role="alert"
      className="mb-6 flex items-start gap-3 rounded-lg border-2 border-attention bg-attention-soft px-4 py-3"
    >
      <FlaskConical aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />
      <div className="min-w-0">
        <p className="font-medium text-attention text-base">Dry run: nothing this provider sends changes anything</p>
        <p className="mt-0.5 text-pretty text-sm">
          {directory.data.name} is answered as if it were live, and nobody gains or loses access: who leaves at the
          provider keeps their access here. Let the provider run a full cycle, look at{' '}
          <TextLink href={href(`directories/${directoryId}/dry-run`)}>what would happen</TextLink>
          {mayManage ? ', and go live from there.' : '.'}
        </p>
      </div>
    </div>
  )
}
