'use client'

import { EventList } from '#components/audit/event-list.tsx'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { EndSessionsOfMember } from '#components/sessions/end-sessions-of-member.tsx'
import { SessionList } from '#components/sessions/session-list.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Member } from '#contracts/members.ts'
import { ForgetPasskeys } from './forget-passkeys.tsx'
import { MemberRoles } from './member-roles.tsx'
import { StatusBadge } from './status-badge.tsx'

export function MemberDetails({ member }: { member: Member }) {
  const href = useTenantHref()
  const mayReadGroups = useMay('group:read')
  return (
    <div className="divide-y">
      <DrawerPart title="Profile">
        <DefinitionList
          items={[
            ['Status', <StatusBadge key="status" active={member.active} />],
            ...(member.title ? [['Job title', member.title] as const] : []),
            ...(member.department ? [['Department', member.department] as const] : []),
            ['User name', member.userName],
            ['Source', member.directory ? `Directory ${member.directory.name}` : 'Not from a directory'],
            ...(member.externalId
              ? [['External id', <MonoId key="external" value={member.externalId} label="external id" />] as const]
              : []),
            ['Id', <MonoId key="id" value={member.id} label="id" />],
            ['Last sign-in', member.lastSignInAt ? <Time key="last" at={member.lastSignInAt} /> : 'Never'],
            ['Here since', <Time key="since" at={member.createdAt} />],
          ]}
        />
      </DrawerPart>
      <MemberRoles member={member} />
      <DrawerPart title={`Groups (${member.groups.length})`}>
        {member.groups.length === 0 ? (
          <p className="text-muted text-sm">In no group.</p>
        ) : (
          <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
            {member.groups.map((group) => (
              <li key={group.id}>
                {mayReadGroups ? (
                  <TextLink href={`${href('groups')}?group=${group.id}`}>{group.name}</TextLink>
                ) : (
                  group.name
                )}
              </li>
            ))}
          </ul>
        )}
      </DrawerPart>
      {member.sessions ? (
        <DrawerPart
          title={`Open sessions (${member.sessions.length})`}
          action={member.sessions.length > 0 ? <EndSessionsOfMember member={member} /> : undefined}
        >
          {member.sessions.length === 0 ? (
            <p className="text-muted text-sm">Not signed in anywhere.</p>
          ) : (
            <SessionList sessions={member.sessions} />
          )}
        </DrawerPart>
      ) : null}
      <ForgetPasskeys member={member} />
      {member.recentEvents ? (
        <DrawerPart
          title="Recent events"
          action={<TextLink href={`${href('audit')}?actor=${member.id}`}>All by this person</TextLink>}
        >
          {member.recentEvents.length === 0 ? (
            <p className="text-muted text-sm">Nothing by or about this person is in the log.</p>
          ) : (
            <>
              <EventList events={member.recentEvents} />
              <p className="mt-2 text-muted text-sm">
                The newest {countOf(member.recentEvents.length, 'event')} by or about {member.name}.
              </p>
            </>
          )}
        </DrawerPart>
      ) : null}
    </div>
  )
}
