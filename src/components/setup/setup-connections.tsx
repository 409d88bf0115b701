'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, CircleDashed, X } from 'lucide-react'
import { useState } from 'react'
import { CHECK_WORDS } from '#components/sign-in-traces/trace-words.ts'
import { openTestWindow } from '#components/sso/open-test-window.ts'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { Setup } from '#contracts/setup-links.ts'
import type { LastTest } from '#contracts/sign-in-traces.ts'
import { useTRPC } from '#trpc/client.tsx'
import { describeFailure } from '#trpc/describe-failure.ts'
import { SetupConnectionForm } from './setup-connection-form.tsx'

/** What is connected so far with its tests, and the form for another. */
export function SetupConnections({ setup }: { setup: Setup }) {
  const [adding, setAdding] = useState(false)
  const { connections, tests, ourValues } = setup
  const form = adding || connections.length === 0
  return (
    <>
      <Panel
        flush={connections.length > 0}
        title="1. Single sign-on"
        description="Connect the identity provider, then test it: a test is a real sign-in that signs nobody in."
        action={form ? null : <Button onClick={() => setAdding(true)}>Add another</Button>}
      >
        {connections.length > 0 ? (
          <ul className="divide-y">
            {connections.map((connection) => (
              <li key={connection.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
                <span className="min-w-0">
                  <span className="block truncate font-medium">{connection.name}</span>
                  <TestNote test={tests.find((test) => test.connectionId === connection.id)} />
                </span>
                <TestButton connectionId={connection.id} name={connection.name} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-muted text-sm">Nothing is connected yet.</p>
        )}
      </Panel>
      {form ? <SetupConnectionForm ourValues={ourValues} onAdded={() => setAdding(false)} /> : null}
    </>
  )
}

function TestNote({ test }: { test: LastTest | undefined }) {
  if (!test) {
    return (
      <span className="flex items-center gap-1.5 text-muted text-sm">
        <CircleDashed aria-hidden className="size-3.5" />
        Not tested yet
      </span>
    )
  }
  const passed = test.result === 'passed'
  const Icon = passed ? Check : X
  return (
    <span className={`flex items-center gap-1.5 text-sm ${passed ? 'text-verified' : 'text-danger'}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {passed ? 'Test passed' : `Test failed${test.failedCheck ? `: ${CHECK_WORDS[test.failedCheck]}` : ''}`}
      <TextLink href={`/setup/tests/${test.id}`} prefetch={false}>
        Result
      </TextLink>
    </span>
  )
}

function TestButton({ connectionId, name }: { connectionId: string; name: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const start = useMutation(trpc.setup.startTest.mutationOptions())
  return (
    <Button
      pending={start.isPending}
      aria-label={`Test ${name}`}
      onClick={() =>
        void openTestWindow({
          start: async () => (await start.mutateAsync({ connectionId })).url,
          onFailure: (error) => notify(describeFailure(error).message),
          onClosed: () => void queryClient.invalidateQueries({ queryKey: trpc.setup.pathKey() }),
        })
      }
    >
      Test
    </Button>
  )
}
