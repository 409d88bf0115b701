'use client'

import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '#components/ui/error-state.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'

/** The vendor's own staff, who are in no provider of the tenant's: who could act for it. */
export function OperatorsPanel() {
  const trpc = useTRPC()
  const operators = useQuery(trpc.operators.listForTenant.queryOptions())
  const items = operators.data?.items ?? []
  return (
    <Panel
      flush
      title={operators.data ? countOf(items.length, 'operator') : 'Operators'}
      description="They run this installation. They can make a set-up link for you and see how far you are set up, never your people, connections or log. Your audit log names whoever did something here."
    >
      {operators.isPending ? <RowsSkeleton rows={2} columns={3} /> : null}
      {operators.error ? (
        <ErrorState
          what="operators"
          error={operators.error}
          onRetry={() => void operators.refetch()}
          pending={operators.isFetching}
        />
      ) : null}
      {operators.data && items.length === 0 ? (
        <p className="p-4 text-muted text-sm">This installation has no operator accounts.</p>
      ) : null}
      {items.length > 0 ? (
        <Table label="Operators">
          <thead>
            <tr>
              <HeadCell>Operator</HeadCell>
              <HeadCell>Since</HeadCell>
              <HeadCell className="hidden sm:table-cell">Last sign-in</HeadCell>
            </tr>
          </thead>
          <tbody>
            {items.map((operator) => (
              <Row key={operator.id}>
                <Cell className="font-medium">{operator.name}</Cell>
                <Cell className="whitespace-nowrap text-muted">
                  <Time at={operator.since} />
                </Cell>
                <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
                  {operator.lastSignInAt ? <Time at={operator.lastSignInAt} /> : 'Not lately'}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      ) : null}
    </Panel>
  )
}
