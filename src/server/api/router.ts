import { router } from './procedures.ts'
import { apiKeysRouter } from './routers/api-keys.ts'
import { applicationsRouter } from './routers/applications.ts'
import { auditRouter } from './routers/audit.ts'
import { breakGlassRouter } from './routers/break-glass.ts'
import { connectionTestsRouter } from './routers/connection-tests.ts'
import { directoriesRouter } from './routers/directories.ts'
import { directoryBrowserRouter } from './routers/directory-browser.ts'
import { directorySchemasRouter } from './routers/directory-schemas.ts'
import { domainsRouter } from './routers/domains.ts'
import { dryRunRouter } from './routers/dry-run.ts'
import { groupsRouter } from './routers/groups.ts'
import { guardRailsRouter } from './routers/guard-rails.ts'
import { invitationsRouter } from './routers/invitations.ts'
import { leaversRouter } from './routers/leavers.ts'
import { meRouter } from './routers/me.ts'
import { membersRouter } from './routers/members.ts'
import { operatorSetupLinksRouter } from './routers/operator-setup-links.ts'
import { operatorTenantsRouter } from './routers/operator-tenants.ts'
import { operatorsRouter } from './routers/operators.ts'
import { overviewRouter } from './routers/overview.ts'
import { provisioningLogRouter } from './routers/provisioning-log.ts'
import { rehearsalsRouter } from './routers/rehearsals.ts'
import { rolesRouter } from './routers/roles.ts'
import { securityRouter } from './routers/security.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { setupRouter } from './routers/setup.ts'
import { setupLinksRouter } from './routers/setup-links.ts'
import { signInPolicyRouter } from './routers/sign-in-policy.ts'
import { signInTracesRouter } from './routers/sign-in-traces.ts'
import { ssoRouter } from './routers/sso.ts'
import { tenantRouter } from './routers/tenant.ts'
import { webhooksRouter } from './routers/webhooks.ts'

export const appRouter = router({
  me: meRouter,
  overview: overviewRouter,
  members: membersRouter,
  groups: groupsRouter,
  roles: rolesRouter,
  sso: ssoRouter,
  signInTraces: signInTracesRouter,
  connectionTests: connectionTestsRouter,
  setupLinks: setupLinksRouter,
  setup: setupRouter,
  domains: domainsRouter,
  directories: directoriesRouter,
  dryRun: dryRunRouter,
  guardRails: guardRailsRouter,
  rehearsals: rehearsalsRouter,
  leavers: leaversRouter,
  provisioningLog: provisioningLogRouter,
  directorySchemas: directorySchemasRouter,
  directoryBrowser: directoryBrowserRouter,
  sessions: sessionsRouter,
  security: securityRouter,
  signInPolicy: signInPolicyRouter,
  invitations: invitationsRouter,
  breakGlass: breakGlassRouter,
  apiKeys: apiKeysRouter,
  applications: applicationsRouter,
  webhooks: webhooksRouter,
  audit: auditRouter,
  tenant: tenantRouter,
  operatorTenants: operatorTenantsRouter,
  operatorSetupLinks: operatorSetupLinksRouter,
  operators: operatorsRouter,
})

export type AppRouter = typeof appRouter
