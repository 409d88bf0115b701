import type { AuditAction } from '#contracts/audit-events.ts'

const WORDS: Record<AuditAction, string> = {
  'tenant.create': 'Organisation created',
  'tenant.update': 'Organisation changed',
  'sign_in.start': 'Sign-in started',
  'sign_in.reject': 'Sign-in rejected',
  'sign_in.accept': 'Sign-in accepted',
  'identity.link': 'Identity linked',
  'session.create': 'Signed in',
  'session.revoke': 'Session ended',
  'user.create': 'Person created',
  'user.adopt': 'Person taken over by directory',
  'user.update': 'Person changed',
  'user.disable': 'Person disabled',
  'user.enable': 'Person enabled',
  'user.delete': 'Person deleted',
  'user.scim.reject': 'Person push rejected',
  'group.create': 'Group created',
  'group.update': 'Group changed',
  'group.delete': 'Group deleted',
  'group.member.add': 'People added to group',
  'group.member.remove': 'People removed from group',
  'group.scim.reject': 'Group push rejected',
  'group.role.map': 'Role mapped to group',
  'group.role.unmap': 'Role unmapped from group',
  'role.assign': 'Role assigned',
  'role.unassign': 'Role taken away',
  'sso.connection.create': 'Connection added',
  'sso.connection.delete': 'Connection deleted',
  'directory.create': 'Directory created',
  'directory.token.create': 'Directory token created',
  'directory.token.revoke': 'Directory token revoked',
  'api_key.create': 'API key created',
  'api_key.revoke': 'API key revoked',
  'access.deny': 'Access denied',
  'request.reject': 'Change rejected',
  'credential.reject': 'Ended credential presented',
  'audit.verify': 'Log verification',
  'pii.reveal': 'Personal fields revealed',
  'notification.send': 'Mail sent',
}

export const KNOWN_ACTIONS: readonly string[] = Object.keys(WORDS)

/** An action in the reader's words; an integrator's own action stays as it is. */
export function actionWords(action: string): string {
  return Object.hasOwn(WORDS, action) ? WORDS[action as AuditAction] : action
}

const SOURCES: Record<string, string> = {
  console: 'Console',
  api: 'API',
  scim: 'SCIM',
  sso: 'Sign-in',
  job: 'Job',
  cli: 'Command line',
}

export function sourceWords(source: string): string {
  return SOURCES[source] ?? source
}
