import { router } from './procedures.ts'
import { apiKeysRouter } from './routers/api-keys.ts'
import { auditRouter } from './routers/audit.ts'
import { directoriesRouter } from './routers/directories.ts'
import { groupsRouter } from './routers/groups.ts'
import { meRouter } from './routers/me.ts'
import { membersRouter } from './routers/members.ts'
import { overviewRouter } from './routers/overview.ts'
import { rolesRouter } from './routers/roles.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { ssoRouter } from './routers/sso.ts'
import { tenantRouter } from './routers/tenant.ts'

export const appRouter = router({
  me: meRouter,
  overview: overviewRouter,
  members: membersRouter,
  groups: groupsRouter,
  roles: rolesRouter,
  sso: ssoRouter,
  directories: directoriesRouter,
  sessions: sessionsRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  tenant: tenantRouter,
})

export type AppRouter = typeof appRouter
