'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IdCard } from 'lucide-react'
import { useState } from 'react'
import { useMay, useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import type { Invitation } from '#contracts/invitations.ts'
import { useTRPC } from '#trpc/client.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { OperatorsPanel } from './operators-panel.tsx'

export function ExceptionsView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { tenant } = useMe()
  const href = useTenantHref()
  const mayManage = useMay('invitation:manage')
  const mayReadEnforcement = useMay('sso-connection:read')
  const { params, push } = useUrlParams()
  const [ending, setEnding] = useState<Invitation | null>(null)
  const invitations = useQuery(trpc.invitations.list.queryOptions())
  const end = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.invitations.pathKey() })
        notify(`${ending?.name ?? 'The person'} can no longer come in.`)
        setEnding(null)
      },
    }),
  )
  if (invitations.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (invitations.error) {
    return (
      <ErrorState
        what="the exceptions"
        error={invitations.error}
        onRetry={() => void invitations.refetch()}
        pending={invitations.isFetching}
      />
    )
  }
  const { items } = invitations.data
  const active = items.filter((item) => item.state === 'active').length
  return (
    <div className="flex flex-col gap-6">
      {mayReadEnforcement ? (
        <p className="-mt-2 text-muted text-sm">
          Whether everyone else must come through your provider is set under{' '}
          <TextLink href={href('sso/enforcement')}>Enforcement</TextLink>.
        </p>
      ) : null}
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={IdCard}
            title="Everyone comes through your identity provider"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ invite: '1' })}>
                  Invite person
                </Button>
              ) : undefined
            }
          >
            An auditor from outside is not in your provider. Invite them for a time: they get a link by e-mail and set
            up a passkey.
          </EmptyState>
        </div>
      ) : (
        <Panel flush title={`${countOf(active, 'person', 'people')} may come in past the provider`}>
          <InvitationTable items={items} onEnd={mayManage ? setEnding : undefined} />
        </Panel>
      )}
      {tenant.slug === HOUSE_SLUG ? null : <OperatorsPanel />}
      <InviteDialog open={params.get('invite') !== null} onClose={() => push({ invite: null })} />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title={ending?.state === 'active' ? `End the access of ${ending.name}` : 'End invitation'}
        verb={ending?.state === 'active' ? 'End access' : 'End invitation'}
        name={ending?.name ?? ''}
        onConfirm={() => ending && end.mutate({ id: ending.id })}
        pending={end.isPending}
        error={end.error}
      >
        {ending?.state === 'active'
          ? 'Their sessions end at the next request, their passkey is forgotten and they are disabled. What they did stays in the audit log.'
          : 'The link in the mail stops working.'}
      </ConfirmDialog>
    </div>
  )
}

const STATES: Record<Invitation['state'], { tone: 'info' | 'attention' | 'neutral' | 'outline'; label: string }> = {
  invited: { tone: 'info', label: 'Invited' },
  expired: { tone: 'outline', label: 'Link expired' },
  active: { tone: 'attention', label: 'May come in' },
  ended: { tone: 'neutral', label: 'Ended' },
}

type InvitationTableProps = { items: readonly Invitation[]; onEnd: ((item: Invitation) => void) | undefined }

function InvitationTable({ items, onEnd }: InvitationTableProps) {
  return (
    <Table label="Exceptions">
      <thead>
        <tr>
          <HeadCell>Person</HeadCell>
          <HeadCell className="hidden md:table-cell">Role</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden sm:table-cell">Until</HeadCell>
          <HeadCell className="hidden lg:table-cell">Invited</HeadCell>
          {onEnd ? (
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id}>
            <Cell>
              <span className="block font-medium">{item.name}</span>
              <span className="block text-muted text-xs">{item.email}</span>
            </Cell>
            <Cell className="hidden md:table-cell">{item.role.name}</Cell>
            <Cell>
              <Badge tone={STATES[item.state].tone}>{STATES[item.state].label}</Badge>
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
              {item.state === 'invited' ? (
                <>
                  Link works until <Time at={item.expiresAt} absolute />
                </>
              ) : item.accessEndsAt ? (
                <Time at={item.accessEndsAt} absolute />
              ) : (
                'No end'
              )}
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted lg:table-cell">
              <Time at={item.createdAt} />
              {item.invitedBy ? ` by ${item.invitedBy.name}` : ' by the operator'}
            </Cell>
            {onEnd ? (
              <Cell className="text-right">
                {item.state === 'active' || item.state === 'invited' ? (
                  <Button size="sm" variant="ghost" aria-label={`End ${item.name}`} onClick={() => onEnd(item)}>
                    End
                  </Button>
                ) : null}
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
