'use client'

import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { LeaverDetail } from '#contracts/leavers.ts'
import { durationWords } from './duration-words.ts'
import { LeaverAccess } from './leaver-access.tsx'
import { ROLE_FROM_WORDS } from './leaver-words.ts'
import { ReceiptPart } from './receipt-part.tsx'

export function LeaverDetails({ leaver }: { leaver: LeaverDetail }) {
  const href = useTenantHref()
  const mayReadLog = useMay('audit:read')
  return (
    <>
      <DrawerPart title="When">
        <DefinitionList
          items={[
            ['Requested', <Time key="requested" at={leaver.requestedAt} absolute seconds />],
            ['Last access ended', <Time key="ended" at={leaver.accessEndedAt} absolute seconds />],
            [
              'Took',
              <span key="took" className="tabular">
                {durationWords(leaver.tookMs)}
                {leaver.passed ? ', the wait for an admin to let it pass included' : ''}
              </span>,
            ],
            [
              'First refused after',
              leaver.firstRefusedAt ? (
                <Time key="refused" at={leaver.firstRefusedAt} absolute seconds />
              ) : (
                'Nobody has tried'
              ),
            ],
            ['Asked by', leaver.directory?.name ?? 'A directory that is gone'],
            ['Request', <MonoId key="request" value={leaver.requestId} label="request id" />],
            ['Token', leaver.tokenId ? <MonoId key="token" value={leaver.tokenId} label="token id" /> : 'None'],
            ['Person', <MonoId key="person" value={leaver.person.id} label="id of the person" />],
          ]}
        />
      </DrawerPart>
      <DrawerPart title="What ended">
        <LeaverAccess ended={leaver.ended} />
      </DrawerPart>
      <DrawerPart title="Roles lost">
        {leaver.rolesLost.length === 0 ? (
          <p className="text-muted">None was held.</p>
        ) : (
          <>
            <ul className="flex flex-col gap-1">
              {leaver.rolesLost.map(({ role, from }) => (
                <li key={`${role} ${from}`}>
                  <code className="font-mono text-xs">{role}</code>{' '}
                  <span className="text-muted">{ROLE_FROM_WORDS[from]}</span>
                </li>
              ))}
            </ul>
            <p className="mt-2 text-muted text-sm">
              If the person comes back, groups give again what they give then. What was given by hand does not return.
            </p>
          </>
        )}
      </DrawerPart>
      {leaver.kept.length > 0 ? (
        <DrawerPart title="What goes on">
          <p className="text-pretty text-muted">
            SCIM tokens that this person made belong to their directory and still work. Rotate them if the person may
            have kept a copy.
          </p>
          <ul className="mt-2 flex flex-col gap-1">
            {leaver.kept.map(({ id }) => (
              <li key={id}>
                <MonoId value={id} label="token id" />
              </li>
            ))}
          </ul>
        </DrawerPart>
      ) : null}
      <DrawerPart title="In the audit log">
        <ul className="flex flex-col gap-1">
          {leaver.events.map((event) => (
            <li key={event.seq} className="flex flex-wrap items-center gap-x-3">
              {mayReadLog ? (
                <TextLink href={`${href('audit')}?event=${event.seq}`}>Event {formatCount(event.seq)}</TextLink>
              ) : (
                <span>Event {formatCount(event.seq)}</span>
              )}
              <span className="font-mono text-muted text-xs">{event.action ?? 'content expired'}</span>
              <MonoId value={event.entryHash} label="entry hash" />
            </li>
          ))}
        </ul>
      </DrawerPart>
      <ReceiptPart id={leaver.id} />
    </>
  )
}
