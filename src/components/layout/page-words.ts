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
  traces: {
    title: 'Sign-in traces',
    purpose: 'Each sign-in of the last 30 days, step by step: what was checked, what refused it, and how to fix it.',
  },
  connectionTest: {
    title: 'Test of a connection',
    purpose: 'A real sign-in that signed nobody in: what was received, and which roles it would give.',
  },
  setupLinks: {
    title: 'Set-up links',
    purpose: 'One-time links with which an IT person sets up sign-on and provisioning here without an account.',
  },
  ssoDomains: {
    title: 'Domains',
    purpose: 'The e-mail domains that are yours. People who enter such an address are sent here to sign in.',
  },
  ssoEnforcement: {
    title: 'Enforcement',
    purpose:
      'Which ways in there are. There are no passwords: people come through a connection, by a passkey or by an invitation.',
  },
  ssoAdd: { title: 'Add connection', purpose: 'What to do at your identity provider, and what to enter here.' },
  sessions: {
    title: 'Sessions',
    purpose: 'Where people are signed in now. Ending a session takes effect at its next request.',
  },
  security: {
    title: 'Security',
    purpose: 'Your passkeys: with one you confirm that it is you, and come in where your organisation allows it.',
  },
  signInPolicy: {
    title: 'Sign-in policy',
    purpose:
      'How people may sign in, from where, and for how long. Open sessions are held to it from their next request.',
  },
  exceptions: {
    title: 'Exceptions',
    purpose: 'People who come in by invitation and passkey, past your identity provider: who, why and until when.',
  },
  emergency: {
    title: 'Emergency access',
    purpose: 'Each time an Owner came in past the identity provider, and who signed it off.',
  },
  directories: {
    title: 'Directories',
    purpose: 'Identity providers that create, update and disable people over SCIM 2.0.',
  },
  directorySetUp: {
    title: 'Set-up of a directory',
    purpose: 'What to do at the identity provider, what to enter there, and whether it has been heard.',
  },
  directoryPeople: {
    title: 'People of a directory',
    purpose:
      'Whom the directory provisioned: each with all attributes, where every value came from, and what it gives.',
  },
  directoryGroups: {
    title: 'Groups of a directory',
    purpose: 'The groups that the directory pushed, who is in them, and the roles that they give.',
  },
  directoryAttributes: {
    title: 'Attributes of a directory',
    purpose: 'Which SCIM attribute becomes what here, and extension schemas of your own.',
  },
  leavers: {
    title: 'Leavers',
    purpose: 'Everybody who was disabled or deleted: what access they had, when it ended, and a signed receipt of it.',
  },
  dryRun: {
    title: 'Dry run',
    purpose: 'What would happen to people and their roles if this directory were live, by what its provider has sent.',
  },
  rehearsal: {
    title: 'Rehearsal',
    purpose:
      'What an identity provider would do here, before it does: who would gain, lose or keep access. Everything is taken back.',
  },
  provisioningLog: {
    title: 'Provisioning log',
    purpose:
      'Each SCIM request of the last 30 days: what it did, and, where it was refused, what to change in the identity provider.',
  },
  webhooks: {
    title: 'Webhooks',
    purpose: 'Addresses of your own software that are told at once what happens to people and groups.',
  },
  webhook: { title: 'Webhook', purpose: 'What it is told, whether it works, and each delivery with its attempts.' },
  keys: { title: 'API keys', purpose: 'Keys for your own software to read and write through the API.' },
  operatorTenants: {
    title: 'Tenants',
    purpose: 'The customers of this installation, and how far each is set up. What is in them is theirs alone.',
  },
  applications: {
    title: 'Applications',
    purpose: 'Your own products that sign people in through Gatehouse, each with what it needs to know.',
  },
  operators: {
    title: 'Operators',
    purpose: 'The people who run this installation: how they come in, and since when.',
  },
  settings: { title: 'Organisation', purpose: 'The name people see, and the values that identify this organisation.' },
} as const
