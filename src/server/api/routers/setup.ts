import { noInput } from '#contracts/no-input.ts'
import { provisioningActivityInput, provisioningActivityOutput } from '#contracts/provisioning-log.ts'
import {
  setupCreateDirectoryInput,
  setupCreateDirectoryOutput,
  setupFinishOutput,
  setupGetOutput,
  setupGetTestOutput,
} from '#contracts/setup-links.ts'
import {
  connectionTestGetInput,
  connectionTestStartInput,
  connectionTestStartOutput,
} from '#contracts/sign-in-traces.ts'
import { ssoCreateInput, ssoCreateOutput } from '#contracts/sso.ts'
import { createDirectoryWithToken } from '#server/domains/directory/index.ts'
import {
  createSsoConnection,
  finishSetup,
  getConnectionTest,
  getSetup,
  startConnectionTest,
} from '#server/domains/identity/index.ts'
import { getSetupActivity } from '#server/domains/provisioning-log/index.ts'
import { procedure, router } from '../procedures.ts'

/** What the holder of a set-up link does; nobody else has these permissions. */
export const setupRouter = router({
  get: procedure('setup:read')
    .input(noInput)
    .output(setupGetOutput)
    .query(({ ctx }) => getSetup(ctx.scope)),
  createConnection: procedure('setup:configure')
    .input(ssoCreateInput)
    .output(ssoCreateOutput)
    .mutation(({ ctx, input }) => createSsoConnection(ctx.scope, input)),
  startTest: procedure('setup:configure')
    .input(connectionTestStartInput)
    .output(connectionTestStartOutput)
    .mutation(({ ctx, input }) => startConnectionTest(ctx.scope, input)),
  getTest: procedure('setup:read')
    .input(connectionTestGetInput)
    .output(setupGetTestOutput)
    .query(({ ctx, input }) => getConnectionTest(ctx.scope, input)),
  createDirectory: procedure('setup:configure')
    .input(setupCreateDirectoryInput)
    .output(setupCreateDirectoryOutput)
    .mutation(({ ctx, input }) => createDirectoryWithToken(ctx.scope, input)),
  directoryActivity: procedure('setup:read')
    .input(provisioningActivityInput)
    .output(provisioningActivityOutput)
    .query(({ ctx, input }) => getSetupActivity(ctx.scope, input)),
  finish: procedure('setup:configure')
    .input(noInput)
    .output(setupFinishOutput)
    .mutation(({ ctx }) => finishSetup(ctx.scope)),
})
