'use client'

import { useQuery } from '@tanstack/react-query'
import { Siren } from 'lucide-react'
import { useState } from 'react'
import { useMay, useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { BreakGlassEntry } from '#contracts/break-glass.ts'
import { useTRPC } from '#trpc/client.tsx'
import { SignOffDialog } from './sign-off-dialog.tsx'

export function EmergencyView() {
  const trpc = useTRPC()
  const tenantHref = useTenantHref()
  const entries = useQuery(trpc.breakGlass.list.queryOptions())
  const [reviewing, setReviewing] = useState<BreakGlassEntry | null>(null)
  if (entries.isPending) return <RowsSkeleton rows={3} columns={3} />
  if (entries.error) {
    return (
      <ErrorState
        what="emergency access"
        error={entries.error}
        onRetry={() => void entries.refetch()}
        pending={entries.isFetching}
      />
    )
  }
  const { items } = entries.data
  const waiting = items.filter((entry) => entry.review === null).length
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={Siren} title="Nobody has needed it">
            When the identity provider is down, an Owner with a security key comes in for an hour. Set one up under{' '}
            <TextLink href={tenantHref('security')}>Security</TextLink>; a passkey that is synced between devices does
            not do.
          </EmptyState>
        </div>
      ) : (
        <Panel
          flush
          title={waiting === 0 ? 'All signed off' : `${countOf(waiting, 'access', 'accesses')} to sign off`}
          description={waiting === 0 ? undefined : 'By an Owner or Admin other than the one who came in.'}
        >
          <ul className="divide-y">
            {items.map((entry) => (
              <Entry key={entry.id} entry={entry} onReview={() => setReviewing(entry)} />
            ))}
          </ul>
        </Panel>
      )}
      <SignOffDialog entry={reviewing} onClose={() => setReviewing(null)} />
    </div>
  )
}

function Entry({ entry, onReview }: { entry: BreakGlassEntry; onReview: () => void }) {
  const { user } = useMe()
  const mayReview = useMay('break-glass:review')
  const own = entry.person.id === user.id
  return (
    <li className="flex flex-wrap items-start justify-between gap-4 px-4 py-3">
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{entry.person.name}</span>
          {entry.review ? (
            <Badge tone="attested">Signed off</Badge>
          ) : (
            <Badge tone="danger">
              <Siren aria-hidden />
              Not signed off
            </Badge>
          )}
        </p>
        <p className="mt-1 break-words">{entry.reason}</p>
        <p className="mt-1 text-muted">
          In from <Time at={entry.enteredAt} absolute /> to <Time at={entry.endsAt} absolute />
          {entry.ip ? <span className="font-mono text-xs"> · {entry.ip}</span> : null}
        </p>
        {entry.review ? (
          <p className="mt-1 text-muted">
            {entry.review.by?.name ?? 'Somebody who has been removed since'}, <Time at={entry.review.at} />:{' '}
            {entry.review.note}
          </p>
        ) : null}
      </div>
      {entry.review || !mayReview ? null : own ? (
        <p className="text-muted text-sm">Yours: somebody else signs it off.</p>
      ) : (
        <Button size="sm" onClick={onReview}>
          Sign off
        </Button>
      )}
    </li>
  )
}
