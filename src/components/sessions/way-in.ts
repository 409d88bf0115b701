import type { Session } from '#contracts/sessions.ts'

/** What somebody signed in with. */
export function wayIn(session: Pick<Session, 'connection' | 'method'>): string {
  if (session.connection) return session.connection.name
  if (session.method === 'passkey') return 'Passkey'
  return session.method === 'break-glass' ? 'Emergency access' : 'Deleted connection'
}
