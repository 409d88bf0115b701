import { countOf } from '#components/ui/numbers.ts'
import type { EndedAccess, LeaverDetail, LeaverSummary } from '#contracts/leavers.ts'

export const CAUSE_WORDS: Record<LeaverSummary['cause'], string> = { disable: 'Disabled', delete: 'Deleted' }

export const ACCESS_WORDS: Record<EndedAccess['kind'], string> = {
  session: 'Session',
  api_key: 'API key',
  passkey: 'Passkey',
  setup_link: 'Set-up link',
  trace_link: 'Link to a sign-in trace',
}

export const ROLE_FROM_WORDS: Record<LeaverDetail['rolesLost'][number]['from'], string> = {
  hand: 'given by hand',
  group: 'through a group',
  rule: 'by a rule at sign-in',
}

/** How much was open, in a few words. */
export function endedWords({ sessions, tokens, passkeys }: LeaverSummary): string {
  const ended = [
    sessions > 0 && countOf(sessions, 'session'),
    tokens > 0 && countOf(tokens, 'token'),
    passkeys > 0 && countOf(passkeys, 'passkey'),
  ].filter((words) => words !== false)
  return ended.length > 0 ? ended.join(', ') : 'Nothing'
}

/** Nobody without a name is shown as nothing: a name may have been erased. */
export const nameOf = (leaver: LeaverSummary): string => leaver.person.name ?? 'Name erased'
