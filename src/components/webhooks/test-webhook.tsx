'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, CircleCheck } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { attemptWords } from './webhook-words.ts'

/** Sends one event about nobody and shows what the receiver itself said. */
export function TestWebhook({ id }: { id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const test = useMutation(
    trpc.webhooks.sendTest.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() }),
    }),
  )
  const { data } = test
  return (
    <Panel
      title="Test"
      description="Sends a signed event of type webhook.test, which is about nobody."
      action={
        <Button size="sm" pending={test.isPending} onClick={() => test.mutate({ id })}>
          Send test event
        </Button>
      }
    >
      <div role="status" className="text-sm">
        <FormError error={test.error} />
        {data ? (
          <DefinitionList
            items={[
              [
                'Result',
                data.accepted ? (
                  <Badge key="result">
                    <CircleCheck aria-hidden />
                    Accepted
                  </Badge>
                ) : (
                  <Badge key="result" tone="danger">
                    <Ban aria-hidden />
                    Not accepted
                  </Badge>
                ),
              ],
              ['Receiver', attemptWords(data)],
              ['Took', `${data.durationMs} ms`],
              [
                'It said',
                data.excerpt ? (
                  <code key="said" className="break-all font-mono text-xs">
                    {data.excerpt}
                  </code>
                ) : (
                  'Nothing'
                ),
              ],
            ]}
          />
        ) : test.error ? null : (
          <p className="text-muted">The answer of the receiver is shown here.</p>
        )}
      </div>
    </Panel>
  )
}
