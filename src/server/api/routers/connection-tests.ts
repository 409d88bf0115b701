import { noInput } from '#contracts/no-input.ts'
import {
  connectionTestGetInput,
  connectionTestSchema,
  connectionTestStartInput,
  connectionTestStartOutput,
  connectionTestsLastOutput,
} from '#contracts/sign-in-traces.ts'
import { getConnectionTest, listLastTests, startConnectionTest } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const connectionTestsRouter = router({
  start: procedure('sso-connection:manage')
    .input(connectionTestStartInput)
    .output(connectionTestStartOutput)
    .mutation(({ ctx, input }) => startConnectionTest(ctx.scope, input)),
  get: procedure('sso-connection:read')
    .input(connectionTestGetInput)
    .output(connectionTestSchema)
    .query(({ ctx, input }) => getConnectionTest(ctx.scope, input)),
  last: procedure('sso-connection:read')
    .input(noInput)
    .output(connectionTestsLastOutput)
    .query(({ ctx }) => listLastTests(ctx.scope)),
})
