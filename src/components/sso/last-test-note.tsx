'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleDashed, X } from 'lucide-react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** When a connection was tested last, by whom and with what result. */
export function LastTestNote({ connectionId }: { connectionId: string }) {
  const trpc = useTRPC()
  const href = useTenantHref()
  const tests = useQuery(trpc.connectionTests.last.queryOptions())
  if (!tests.data) return null
  const last = tests.data.items.find((test) => test.connectionId === connectionId)
  if (!last) {
    return (
      <span className="flex items-center gap-1.5 text-muted text-xs">
        <CircleDashed aria-hidden className="size-3 shrink-0" />
        Not tested yet
      </span>
    )
  }
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 text-muted text-xs">
      {last.result === 'failed' ? <X aria-hidden className="size-3 shrink-0 text-danger" /> : null}
      <TextLink
        href={href(`sso/tests/${last.id}`)}
        prefetch={false}
        className={last.result === 'failed' ? 'text-danger' : ''}
      >
        {last.result === 'passed' ? 'Test passed' : `Test failed: ${last.failedCheck}`}
      </TextLink>
      <Time at={last.finishedAt} />
      {last.by ? <span className="truncate">by {last.by}</span> : null}
    </span>
  )
}
