'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { WaitingOperator } from '#contracts/operators.ts'
import { useTRPC } from '#trpc/client.tsx'

/** Invitations that can still be accepted; nothing where there are none. */
export function WaitingOperators({ waiting }: { waiting: readonly WaitingOperator[] }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayEnd = useMay('invitation:manage')
  const [ending, setEnding] = useState<WaitingOperator | null>(null)
  const end = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.operators.pathKey() })
        notify(`The invitation of ${ending?.name ?? 'the person'} is ended.`)
        setEnding(null)
      },
    }),
  )
  if (waiting.length === 0) return null
  return (
    <Panel flush title={`${countOf(waiting.length, 'person', 'people')} invited`}>
      <Table label="Invited operators">
        <thead>
          <tr>
            <HeadCell>Person</HeadCell>
            <HeadCell className="hidden sm:table-cell">Link works until</HeadCell>
            <HeadCell className="hidden md:table-cell">Invited</HeadCell>
            {mayEnd ? (
              <HeadCell>
                <span className="sr-only">Actions</span>
              </HeadCell>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {waiting.map((item) => (
            <Row key={item.invitationId}>
              <Cell>
                <span className="block font-medium">{item.name}</span>
                <span className="block text-muted text-xs">{item.email}</span>
              </Cell>
              <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
                <Time at={item.expiresAt} absolute />
              </Cell>
              <Cell className="hidden whitespace-nowrap text-muted md:table-cell">
                <Time at={item.invitedAt} />
              </Cell>
              {mayEnd ? (
                <Cell className="text-right">
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`End the invitation of ${item.name}`}
                    onClick={() => {
                      end.reset()
                      setEnding(item)
                    }}
                  >
                    End
                  </Button>
                </Cell>
              ) : null}
            </Row>
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title="End invitation"
        verb="End invitation"
        name={ending?.name ?? ''}
        onConfirm={() => ending && end.mutate({ id: ending.invitationId })}
        pending={end.isPending}
        error={end.error}
      >
        The link in the mail stops working.
      </ConfirmDialog>
    </Panel>
  )
}
