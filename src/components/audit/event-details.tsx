'use client'

import { useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { AuditEventDetail } from '#contracts/audit.ts'
import { sourceWords } from './action-words.ts'
import { ActorName } from './actor-name.tsx'
import { EventProof } from './event-proof.tsx'
import { OutcomeBadge } from './outcome-badge.tsx'
import { PersonalFields } from './personal-fields.tsx'
import { targetKind } from './target-name.tsx'

export function EventDetails({ event }: { event: AuditEventDetail }) {
  const href = useTenantHref()
  const { actor } = event
  const filteredLog = (name: 'actor' | 'target', id: string) =>
    `${href('audit')}?${new URLSearchParams({ [name]: id })}`
  return (
    <div className="divide-y">
      <DrawerPart title="What happened">
        <DefinitionList
          items={[
            ['Recorded', <Time key="recorded" at={event.recordedAt} absolute seconds />],
            ...(event.occurredAt
              ? [['Occurred', <Time key="at" at={event.occurredAt} absolute seconds />] as const]
              : []),
            [
              'By',
              <span key="by" className="flex flex-wrap items-baseline gap-x-2">
                <ActorName actor={actor} />
                {actor.id ? <TextLink href={filteredLog('actor', actor.id)}>All by this actor</TextLink> : null}
              </span>,
            ],
            ...event.targets.map(
              (target, index) =>
                [
                  event.targets.length > 1 ? `On, ${index + 1}` : 'On',
                  <span key={target.id} className="flex flex-wrap items-baseline gap-x-2">
                    <span>
                      {targetKind(target.type)} {target.name ?? ''}
                    </span>
                    {target.name ? null : <MonoId value={target.id} label="target id" />}
                    <TextLink href={filteredLog('target', target.id)}>All on this</TextLink>
                  </span>,
                ] as const,
            ),
            [
              'Outcome',
              <span key="outcome" className="flex items-center gap-2">
                <OutcomeBadge outcome={event.outcome} />
                {event.outcome.reason ? <code className="font-mono text-xs">{event.outcome.reason}</code> : null}
              </span>,
            ],
            ['Through', sourceWords(event.source)],
            ...(event.context.requestId
              ? [['Request', <MonoId key="request" value={event.context.requestId} label="request id" />] as const]
              : []),
            ...(event.context.sessionId
              ? [['Session', <MonoId key="session" value={event.context.sessionId} label="session id" />] as const]
              : []),
          ]}
        />
      </DrawerPart>
      {event.personal.length > 0 ? <PersonalFields event={event} /> : null}
      <EventProof event={event} />
    </div>
  )
}
