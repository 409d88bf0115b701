import { GatehouseMark } from '#components/layout/gatehouse-mark.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { SharedTrace } from '#contracts/sign-in-traces.ts'
import { FailedCheck } from './failed-check.tsx'
import { ReceivedTree } from './received-tree.tsx'
import { TraceOutcomeBadge } from './trace-outcome-badge.tsx'
import { TraceSteps } from './trace-steps.tsx'
import { PROTOCOL_WORDS } from './trace-words.ts'

/** For support: one sign-in, read-only. A sentence where the link shows nothing. */
export function SharedTraceView({ shared }: { shared: SharedTrace | 'too_often' | null }) {
  return (
    <main className="min-h-dvh bg-sunken px-4 py-8">
      <div className="mx-auto max-w-3xl">
        <div className="mb-6 flex items-center gap-2.5">
          <span className="grid size-8 place-items-center rounded-md bg-accent text-accent-ink">
            <GatehouseMark className="size-5" />
          </span>
          <span className="font-medium">Gatehouse</span>
        </div>
        {shared === null || shared === 'too_often' ? (
          <Panel>
            <h1 className="text-title">This link shows nothing</h1>
            <p className="mt-2 text-muted">
              {shared === 'too_often'
                ? 'It was opened too often within an hour. Try again later.'
                : 'It has expired, was withdrawn, or is not complete. Ask whoever sent it for a new one.'}
            </p>
          </Panel>
        ) : (
          <Shared trace={shared} />
        )}
      </div>
    </main>
  )
}

function Shared({ trace }: { trace: SharedTrace }) {
  return (
    <div className="flex flex-col gap-6">
      <header>
        <h1 className="break-words text-title">Sign-in through {trace.connection.name}</h1>
        <p className="mt-1 text-muted">
          Shared by {trace.organisation} until <Time at={trace.expiresAt} absolute />. Personal values are left out.
        </p>
      </header>
      <Panel title="What happened">
        <FailedCheck steps={trace.steps} />
        <DefinitionList
          items={[
            ['Outcome', <TraceOutcomeBadge key="outcome" trace={trace} />],
            ['Started', <Time key="started" at={trace.startedAt} absolute seconds />],
            ['Protocol', PROTOCOL_WORDS[trace.protocol]],
            ['Trace number', <MonoId key="id" value={trace.id} label="trace number" />],
          ]}
        />
      </Panel>
      <Panel title="Step by step">
        <TraceSteps steps={trace.steps} />
      </Panel>
      {trace.received ? (
        <Panel
          title={trace.protocol === 'saml' ? 'Response, decoded' : 'Claims, decoded'}
          description="Without signatures, secrets and personal values."
        >
          <ReceivedTree node={trace.received} />
        </Panel>
      ) : null}
    </div>
  )
}
