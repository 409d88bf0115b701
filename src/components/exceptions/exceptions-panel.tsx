'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay, useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Whom no enforcement holds, by name: beside the switch that they are exceptions to. */
export function ExceptionsPanel() {
  const trpc = useTRPC()
  const href = useTenantHref()
  const { tenant } = useMe()
  const mayRead = useMay('invitation:read')
  const invitations = useQuery(trpc.invitations.list.queryOptions(undefined, { enabled: mayRead }))
  const operators = useQuery(trpc.operators.listForTenant.queryOptions(undefined, { enabled: mayRead }))
  if (!mayRead) return null
  const failed = [invitations, operators].find(({ error }) => error)
  const invited = invitations.data?.items.filter(({ state }) => state === 'active').map(({ name }) => name) ?? []
  return (
    <Panel
      title="Exceptions"
      description="Not in your provider, so nothing of the above holds them."
      action={
        <TextLink href={href('exceptions')} className="text-sm">
          All exceptions
        </TextLink>
      }
    >
      {failed ? (
        <ErrorState
          what="the exceptions"
          error={failed.error}
          onRetry={() => void failed.refetch()}
          pending={failed.isFetching}
        />
      ) : invitations.data && operators.data ? (
        <DefinitionList
          items={[
            ['Invited', invited.length === 0 ? 'Nobody' : invited.join(', ')],
            ...(tenant.slug === HOUSE_SLUG
              ? []
              : [['Operators', operators.data.items.map(({ name }) => name).join(', ') || 'None'] as const]),
          ]}
        />
      ) : (
        <RowsSkeleton rows={2} columns={2} />
      )}
    </Panel>
  )
}
