import type { Permission } from '#contracts/permissions.ts'
import type { SystemTaskName } from '#server/platform/principal.ts'

/** What Gatehouse may do by itself, task by task. Nothing here is configurable. */
export const SYSTEM_PERMISSIONS: Record<SystemTaskName, readonly Permission[]> = {
  'sign-in': ['sign-in:perform', 'sso-connection:read', 'session:touch'],
  notify: ['notification:send', 'member:read'],
  outbox: ['outbox:dispatch'],
  webhooks: ['webhook:deliver'],
  housekeeping: ['session:touch', 'sso-connection:read', 'sso-connection:manage', 'directory:manage'],
  'provisioning-log': ['provisioning-log:write'],
  'provision-tenant': ['tenant:create', 'invitation:manage'],
  seed: [
    'tenant:create',
    'member:read',
    'role:read',
    'role:assign',
    'role:assign-owner',
    'sso-connection:manage',
    'directory:read',
    'directory:manage',
    'group:read',
    'group:map',
    'scim:read',
    'scim:write',
    'audit:write',
  ],
  verify: ['audit:verify'],
  door: ['access:deny'],
  operator: [
    'tenant:create',
    'invitation:read',
    'invitation:manage',
    'setup-link:read',
    'setup-link:create',
    'setup-link:revoke',
  ],
  application: ['oauth-client:read', 'application:serve', 'api-key:read'],
  link: ['sign-in-trace:open-shared', 'setup-link:open'],
}
