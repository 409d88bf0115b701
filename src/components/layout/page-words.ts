/** Each page's title and the one sentence that says what it is for: on the page and on its skeleton. */
export const PAGE_WORDS = {
  overview: { title: 'Overview', purpose: 'Who has access, how they sign in, and what has happened lately.' },
  audit: { title: 'Audit log', purpose: 'Every change and every sign-in, in an order that cannot be edited unseen.' },
  members: {
    title: 'Members',
    purpose: 'Everyone in this organisation, the roles they hold and where each role comes from.',
  },
  groups: { title: 'Groups', purpose: 'Groups from your identity provider, and the roles that their members get.' },
  roles: { title: 'Roles', purpose: 'What each role may do, and how many people hold it.' },
  sso: { title: 'Single sign-on', purpose: 'The identity providers through which your people sign in.' },
  sessions: {
    title: 'Sessions',
    purpose: 'Where people are signed in now. Ending a session takes effect at its next request.',
  },
  directories: {
    title: 'Directories',
    purpose: 'Identity providers that create, update and disable people over SCIM 2.0.',
  },
  keys: { title: 'API keys', purpose: 'Keys for your own software to read and write through the API.' },
  settings: { title: 'Organisation', purpose: 'The name people see, and the values that identify this organisation.' },
} as const
