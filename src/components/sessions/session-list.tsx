'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Session } from '#contracts/sessions.ts'
import { deviceWords } from './device-words.ts'
import { EndSessionButton } from './end-session-button.tsx'
import { wayIn } from './way-in.ts'

type SessionListProps = { sessions: readonly Session[]; own?: boolean }

/** One person's open sessions. */
export function SessionList({ sessions, own = false }: SessionListProps) {
  return (
    <ul className="divide-y rounded-md border">
      {sessions.map((session) => (
        <li key={session.id} className="flex items-center justify-between gap-4 px-3 py-2.5">
          <div className="min-w-0 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <span title={session.userAgent ?? undefined}>{deviceWords(session.userAgent)}</span>
              {session.current ? <Badge tone="info">This session</Badge> : null}
            </p>
            <p className="text-muted">
              {session.ip ? <span className="font-mono text-xs">{session.ip} · </span> : null}
              {wayIn(session)} ·{' '}
              {session.lastSeenAt ? (
                <>
                  last seen <Time at={session.lastSeenAt} />
                </>
              ) : (
                <>
                  signed in <Time at={session.createdAt} />
                </>
              )}
            </p>
          </div>
          <EndSessionButton session={session} own={own} />
        </li>
      ))}
    </ul>
  )
}
