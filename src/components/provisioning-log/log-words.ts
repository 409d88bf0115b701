import type { ProvisioningClient, ProvisioningKind, ProvisioningOutcome } from '#contracts/provisioning-log.ts'

export const OUTCOME_WORDS: Record<ProvisioningOutcome, string> = {
  changed: 'Changed something',
  unchanged: 'Changed nothing',
  read: 'Read',
  refused: 'Refused',
  failed: 'Failed',
  gap: 'Not written down',
}

export const KIND_WORDS: Record<ProvisioningKind, string> = {
  'user.create': 'Add a person',
  'user.replace': 'Write a person (PUT)',
  'user.patch': 'Change a person (PATCH)',
  'user.delete': 'Delete a person',
  'user.read': 'Read a person',
  'user.list': 'List people',
  'user.search': 'Look for a person',
  'group.create': 'Add a group',
  'group.replace': 'Write a group (PUT)',
  'group.patch': 'Change a group (PATCH)',
  'group.delete': 'Delete a group',
  'group.read': 'Read a group',
  'group.list': 'List groups',
  'group.search': 'Look for a group',
  'any.search': 'Look for people and groups',
  me: 'Me',
  bulk: 'Several changes (Bulk)',
  discovery: 'Discovery',
  other: 'Another address',
  gap: 'Not written down',
}

export const CLIENT_WORDS: Record<ProvisioningClient, string> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google Workspace',
  jumpcloud: 'JumpCloud',
  onelogin: 'OneLogin',
  pingone: 'PingOne',
  keycloak: 'Keycloak',
  other: 'Not said',
}

/** The checks of a request, in their order on the server. */
export const CHECK_WORDS: Record<string, string> = {
  token: 'Token is good',
  rate: 'Within the rate limit',
  address: 'Address and method are ours',
  scope: 'Token may do this',
  message: 'Message can be read',
  target: 'What it names is here',
  version: 'Version is as expected (If-Match)',
  values: 'Values are valid',
  unique: 'Name is free',
  rules: 'Rules of the organisation',
  server: 'Gatehouse answers',
}
