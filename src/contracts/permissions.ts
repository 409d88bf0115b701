import { z } from 'zod'

/**
 * Every `resource:action` that can be granted. An action of `read` opens a read-only
 * transaction; every other action must leave an audit event or the transaction is refused.
 */
export const PERMISSIONS = [
  'tenant:read',
  'tenant:create',
  'tenant:update',
  'operator-tenant:read',
  'operator-tenant:create',
  'operator-setup-link:read',
  'operator-setup-link:create',
  'operator-setup-link:revoke',
  'operator:read',
  'operator:manage',
  'oauth-client:read',
  'oauth-client:manage',
  'application:sign-in',
  'application:serve',
  'member:read',
  'member:update',
  'role:read',
  'role:assign',
  'role:assign-owner',
  'group:read',
  'group:map',
  'sso-connection:read',
  'sso-connection:manage',
  'sign-in:perform',
  'sign-in-trace:read',
  'sign-in-trace:reveal',
  'sign-in-trace:share',
  'sign-in-trace:open-shared',
  'setup-link:read',
  'setup-link:create',
  'setup-link:revoke',
  'setup-link:open',
  'setup:read',
  'setup:configure',
  'session:read',
  'session:revoke',
  'sign-in-policy:read',
  'sign-in-policy:manage',
  'invitation:read',
  'invitation:manage',
  'break-glass:read',
  'break-glass:review',
  'directory:read',
  'directory:manage',
  'directory:rehearse',
  'provisioning-log:read',
  'provisioning-log:reveal',
  'provisioning-log:export',
  'provisioning-log:write',
  'leaver:read',
  'scim:read',
  'scim:write',
  'api-key:read',
  'api-key:manage',
  'audit:read',
  'audit:reveal',
  'audit:verify',
  'audit:write',
  'notification:send',
  'profile:read',
  'profile:update',
  'passkey:manage',
  'session:touch',
  'outbox:dispatch',
  'webhook:read',
  'webhook:manage',
  'webhook:reveal',
  'webhook:deliver',
  'access:deny',
] as const

export const permissionSchema = z.enum(PERMISSIONS)
export type Permission = z.infer<typeof permissionSchema>

/** Permissions that never change anything; they run in a READ ONLY transaction. */
export type ReadPermission = Extract<Permission, `${string}:read`>

export const BUILT_IN_ROLE_KEYS = ['owner', 'admin', 'project-manager', 'agent', 'viewer', 'auditor'] as const
export type BuiltInRoleKey = (typeof BUILT_IN_ROLE_KEYS)[number]

/** What a person can hold. The rest belongs to machines and to Gatehouse's own tasks. */
const everyHuman = [
  'tenant:read',
  'tenant:update',
  'member:read',
  'member:update',
  'role:read',
  'role:assign',
  'group:read',
  'group:map',
  'sso-connection:read',
  'sso-connection:manage',
  'sign-in-trace:read',
  'sign-in-trace:reveal',
  'sign-in-trace:share',
  'setup-link:read',
  'setup-link:create',
  'setup-link:revoke',
  'session:read',
  'session:revoke',
  'sign-in-policy:read',
  'sign-in-policy:manage',
  'invitation:read',
  'invitation:manage',
  'break-glass:read',
  'break-glass:review',
  'directory:read',
  'directory:manage',
  'directory:rehearse',
  'provisioning-log:read',
  'provisioning-log:reveal',
  'provisioning-log:export',
  'leaver:read',
  'api-key:read',
  'api-key:manage',
  'webhook:read',
  'webhook:manage',
  'webhook:reveal',
  'audit:read',
  'audit:reveal',
  'audit:verify',
] as const satisfies readonly Permission[]

export const BUILT_IN_ROLES: Record<
  BuiltInRoleKey,
  { name: string; description: string; permissions: readonly Permission[] }
> = {
  owner: {
    name: 'Owner',
    description: 'Everything, including who else is an Owner. Never given by a group.',
    permissions: [...everyHuman, 'role:assign-owner'],
  },
  admin: {
    name: 'Admin',
    description: 'Runs the tenant: sign-on, directories, people, roles and the audit log.',
    permissions: everyHuman,
  },
  'project-manager': {
    name: 'Project manager',
    description: 'Sees people and groups to plan work.',
    permissions: ['tenant:read', 'member:read', 'group:read', 'role:read'],
  },
  agent: {
    name: 'Agent',
    description: 'Works on own tasks only.',
    permissions: ['tenant:read'],
  },
  viewer: {
    name: 'Viewer',
    description: 'Looks at people, groups and settings and changes nothing.',
    permissions: [
      'tenant:read',
      'member:read',
      'group:read',
      'role:read',
      'sso-connection:read',
      'sign-in-policy:read',
      'directory:read',
    ],
  },
  auditor: {
    name: 'Auditor',
    description: 'Reads and verifies the audit log and checks how access is set up.',
    permissions: [
      'tenant:read',
      'member:read',
      'group:read',
      'role:read',
      'sso-connection:read',
      'sign-in-trace:read',
      'setup-link:read',
      'directory:read',
      'leaver:read',
      'session:read',
      'provisioning-log:read',
      'sign-in-policy:read',
      'invitation:read',
      'break-glass:read',
      'api-key:read',
      'webhook:read',
      'audit:read',
      'audit:verify',
    ],
  },
}

/**
 * What the people of the house tenant alone can hold. Looked up in any other tenant they are not granted, whatever a
 * role's row says (domains/access/grant-lookup.ts, ADR 0012).
 */
export const OPERATOR_PERMISSIONS = [
  'operator-tenant:read',
  'operator-tenant:create',
  'operator-setup-link:read',
  'operator-setup-link:create',
  'operator-setup-link:revoke',
  'operator:read',
  'operator:manage',
  'oauth-client:read',
  'oauth-client:manage',
] as const satisfies readonly Permission[]

/** The role of operators; only the house tenant has it. */
export const OPERATOR_ROLE_KEY = 'operator'

/** The built-in roles of the house tenant: those of every tenant, an Owner who is an operator too, and the operator. */
export const HOUSE_ROLES: Record<
  BuiltInRoleKey | typeof OPERATOR_ROLE_KEY,
  { name: string; description: string; permissions: readonly Permission[] }
> = {
  ...BUILT_IN_ROLES,
  owner: { ...BUILT_IN_ROLES.owner, permissions: [...BUILT_IN_ROLES.owner.permissions, ...OPERATOR_PERMISSIONS] },
  [OPERATOR_ROLE_KEY]: {
    name: 'Operator',
    description: 'Runs this installation: tenants, set-up links and who else is an operator. Reads no tenant’s data.',
    permissions: [...everyHuman, ...OPERATOR_PERMISSIONS],
  },
}

/** What every active person can do, with or without a role: see who they are, end own sessions, go on to an application. */
export const BASE_PERMISSIONS = [
  'application:sign-in',
  'profile:read',
  'profile:update',
  'passkey:manage',
] as const satisfies readonly Permission[]

/**
 * What asks for a fresh authentication, not older than the tenant's policy says: whoever finds an open
 * session may look around in it, and opens no further way in with it. Held to where the scope is redeemed.
 */
export const STEP_UP_PERMISSIONS = [
  'sso-connection:manage',
  'sign-in-trace:reveal',
  'sign-in-trace:share',
  'setup-link:create',
  'sign-in-policy:manage',
  'directory:manage',
  'directory:rehearse',
  'provisioning-log:reveal',
  'provisioning-log:export',
  'group:map',
  'role:assign',
  'role:assign-owner',
  'member:update',
  'api-key:manage',
  'webhook:manage',
  'webhook:reveal',
  'audit:reveal',
  'session:revoke',
  'invitation:manage',
  'break-glass:review',
  'passkey:manage',
  'operator-tenant:create',
  'operator-setup-link:create',
  'operator-setup-link:revoke',
  'operator:manage',
  'oauth-client:manage',
] as const satisfies readonly Permission[]

/** What a person can do while their session waits to be confirmed: see who they are, and confirm it. */
export const UNCONFIRMED_PERMISSIONS = ['profile:read', 'profile:update'] as const satisfies readonly Permission[]

/** What an API key can be given. */
export const API_KEY_PERMISSIONS = [
  'audit:write',
  'audit:read',
  'member:read',
  'group:read',
  'setup-link:create',
] as const satisfies readonly Permission[]
export const apiKeyPermissionSchema = z.enum(API_KEY_PERMISSIONS)

/** What a SCIM token can do: its own directory and nothing else. */
export const DIRECTORY_PERMISSIONS = ['scim:read', 'scim:write'] as const satisfies readonly Permission[]

/** What a set-up link can do: connect an identity provider and a directory, see how they are, and nothing else. */
export const SETUP_LINK_PERMISSIONS = ['setup:read', 'setup:configure'] as const satisfies readonly Permission[]
