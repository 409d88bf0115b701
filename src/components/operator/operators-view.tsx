'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useMe } from '#components/layout/me-context.tsx'
import { EndSessionsOfMember } from '#components/sessions/end-sessions-of-member.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { Operator } from '#contracts/operators.ts'
import { useTRPC } from '#trpc/client.tsx'
import { InviteOperatorDialog } from './invite-operator-dialog.tsx'
import { WaitingOperators } from './waiting-operators.tsx'

export function OperatorsView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { user } = useMe()
  const mayManage = useMay('operator:manage')
  const { params, push } = useUrlParams()
  const [ending, setEnding] = useState<Operator | null>(null)
  const operators = useQuery(trpc.operators.list.queryOptions())
  const end = useMutation(
    trpc.operators.end.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.operators.pathKey() })
        notify(`${ending?.name ?? 'The operator'} can no longer come in.`)
        setEnding(null)
      },
    }),
  )
  if (operators.isPending) return <RowsSkeleton rows={4} columns={4} />
  if (operators.error) {
    return (
      <div className="rounded-lg border bg-surface">
        <ErrorState
          what="operators"
          error={operators.error}
          onRetry={() => void operators.refetch()}
          pending={operators.isFetching}
        />
      </div>
    )
  }
  const { items, waiting } = operators.data
  return (
    <div className="flex flex-col gap-6">
      <Panel
        flush
        title={countOf(items.length, 'operator')}
        description="Tenants see their names under Exceptions, and in their own audit log what each did."
      >
        <OperatorTable
          items={items}
          ownId={user.id}
          onEnd={
            mayManage
              ? (operator) => {
                  end.reset()
                  setEnding(operator)
                }
              : undefined
          }
        />
      </Panel>
      <WaitingOperators waiting={waiting} />
      <InviteOperatorDialog open={params.get('invite') !== null} onClose={() => push({ invite: null })} />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title={`End the access of ${ending?.name ?? ''}`}
        verb="End access"
        name={ending?.name ?? ''}
        onConfirm={() => ending && end.mutate({ id: ending.id })}
        pending={end.isPending}
        error={end.error}
      >
        Their sessions end at the next request, their passkeys are forgotten and they are disabled. What they did stays
        in the audit logs, and set-up links that they made go on working.
      </ConfirmDialog>
    </div>
  )
}

type OperatorTableProps = {
  items: readonly Operator[]
  ownId: string
  onEnd: ((operator: Operator) => void) | undefined
}

function OperatorTable({ items, ownId, onEnd }: OperatorTableProps) {
  return (
    <Table label="Operators">
      <thead>
        <tr>
          <HeadCell>Person</HeadCell>
          <HeadCell className="hidden md:table-cell">Role</HeadCell>
          <HeadCell className="hidden lg:table-cell">Comes in by</HeadCell>
          <HeadCell className="hidden lg:table-cell">Since</HeadCell>
          <HeadCell className="hidden sm:table-cell">Last sign-in</HeadCell>
          <HeadCell className="hidden sm:table-cell">Sessions</HeadCell>
          {onEnd ? (
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {items.map((operator) => (
          <Row key={operator.id}>
            <Cell>
              <span className="block font-medium">
                {operator.name}
                {operator.id === ownId ? <span className="font-normal text-muted"> (you)</span> : null}
              </span>
              <span className="block text-muted text-xs">{operator.email}</span>
            </Cell>
            <Cell className="hidden md:table-cell">{operator.roles.map((role) => role.name).join(', ')}</Cell>
            <Cell className="hidden text-muted lg:table-cell">
              {operator.wayIn === 'invitation' ? 'Invitation and passkey' : 'Identity provider'}
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted lg:table-cell">
              <Time at={operator.since} />
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
              {operator.lastSignInAt ? <Time at={operator.lastSignInAt} /> : 'Not lately'}
            </Cell>
            <Cell className="hidden whitespace-nowrap sm:table-cell">
              <span className="flex items-center gap-2">
                <span className="tabular">{operator.openSessions}</span>
                {operator.openSessions > 0 && operator.id !== ownId ? <EndSessionsOfMember member={operator} /> : null}
              </span>
            </Cell>
            {onEnd ? (
              <Cell className="text-right">
                {operator.id === ownId ? null : (
                  <Button size="sm" variant="ghost" aria-label={`End ${operator.name}`} onClick={() => onEnd(operator)}>
                    End
                  </Button>
                )}
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
