'use client'

import { useQuery } from '@tanstack/react-query'
import { AppWindow } from 'lucide-react'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** The applications that one's open sessions have signed one in to; nothing where there are none. */
export function OwnApplications() {
  const trpc = useTRPC()
  const mine = useQuery(trpc.applications.mine.queryOptions())
  if (!mine.data || mine.data.items.length === 0) return null
  return (
    <Panel
      flush
      className="mt-6"
      title="Applications"
      description="Your sessions signed you in to these. Ending a session ends what came of it there."
    >
      <ul className="divide-y">
        {mine.data.items.map((application) => (
          <li key={application.clientId} className="flex min-h-10 items-center gap-3 px-4 py-2">
            <AppWindow aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 flex-1 truncate font-medium">{application.name}</span>
            <span className="whitespace-nowrap text-muted text-sm">
              signed in <Time at={application.signedInAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
