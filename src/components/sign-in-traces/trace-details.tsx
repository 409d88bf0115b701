'use client'

import { useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TraceDetail } from '#contracts/sign-in-traces.ts'
import { FailedCheck } from './failed-check.tsx'
import { ReceivedPart } from './received-part.tsx'
import { ShareTrace } from './share-trace.tsx'
import { TraceSteps } from './trace-steps.tsx'
import { PROTOCOL_WORDS } from './trace-words.ts'

export function TraceDetails({ trace }: { trace: TraceDetail }) {
  const href = useTenantHref()
  return (
    <div className="divide-y">
      <DrawerPart title="What happened">
        <FailedCheck steps={trace.steps} />
        <DefinitionList
          items={[
            ['Started', <Time key="started" at={trace.startedAt} absolute seconds />],
            ...(trace.endedAt ? [['Ended', <Time key="ended" at={trace.endedAt} absolute seconds />] as const] : []),
            ['Protocol', PROTOCOL_WORDS[trace.protocol]],
            [
              'Person',
              trace.person ? (
                <TextLink key="person" href={`${href('members')}?member=${trace.person.id}`}>
                  {trace.person.name}
                </TextLink>
              ) : (
                <span key="nobody" className="text-muted">
                  {trace.test ? 'Nobody of this organisation yet' : 'Not known'}
                </span>
              ),
            ],
            ['Trace number', <MonoId key="id" value={trace.id} label="trace number" />],
            ['Request', <MonoId key="request" value={trace.requestId} label="request id" />],
          ]}
        />
      </DrawerPart>
      <DrawerPart title="Step by step">
        <TraceSteps steps={trace.steps} />
      </DrawerPart>
      <ReceivedPart trace={trace} />
      <ShareTrace trace={trace} />
    </div>
  )
}
