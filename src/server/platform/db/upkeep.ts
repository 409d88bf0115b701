/**
 * Everything that may be written without an audit event, in words. None of it changes what anybody may do or see;
 * a new one is a new line here, to be looked at by name.
 */
export const UPKEEP = [
  'when something was last used or looked at',
  'a session goes on under another token',
  'what nobody can use any more is removed',
  'a side effect was handed over, which leaves its own event',
  'a challenge is made or used up',
  'a webhook is laid out or sent, and its delivery log says so',
  'a request that was answered is written down, whose effects left their own events',
  'a link is made with its mail, whose leaving is recorded',
  'what an application asks for is kept until its person has signed in',
  'a check found what was known',
  'a removal that is held back was tried again',
  'rows that the demo seed or a test lays down',
] as const
export type Upkeep = (typeof UPKEEP)[number]
