import {
  applicationsCreateInput,
  applicationsCreateOutput,
  applicationsGetInput,
  applicationsGetOutput,
  applicationsListOutput,
  applicationsMineOutput,
  applicationsRevokeSecretInput,
  applicationsRevokeSecretOutput,
  applicationsRotateSecretInput,
  applicationsRotateSecretOutput,
  applicationsRotateSigningKeyOutput,
  applicationsSigningKeysOutput,
  applicationsUpdateInput,
  applicationsUpdateOutput,
} from '#contracts/applications.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  createApplication,
  getApplication,
  listApplications,
  listMyApplications,
  listSigningKeys,
  revokeApplicationSecret,
  rotateApplicationSecret,
  rotateSigningKey,
  updateApplication,
} from '#server/domains/applications/index.ts'
import { procedure, router } from '../procedures.ts'

export const applicationsRouter = router({
  list: procedure('oauth-client:read')
    .input(noInput)
    .output(applicationsListOutput)
    .query(({ ctx }) => listApplications(ctx.scope)),
  get: procedure('oauth-client:read')
    .input(applicationsGetInput)
    .output(applicationsGetOutput)
    .query(({ ctx, input }) => getApplication(ctx.scope, input)),
  create: procedure('oauth-client:manage')
    .input(applicationsCreateInput)
    .output(applicationsCreateOutput)
    .mutation(({ ctx, input }) => createApplication(ctx.scope, input)),
  update: procedure('oauth-client:manage')
    .input(applicationsUpdateInput)
    .output(applicationsUpdateOutput)
    .mutation(({ ctx, input }) => updateApplication(ctx.scope, input)),
  rotateSecret: procedure('oauth-client:manage')
    .input(applicationsRotateSecretInput)
    .output(applicationsRotateSecretOutput)
    .mutation(({ ctx, input }) => rotateApplicationSecret(ctx.scope, input)),
  revokeSecret: procedure('oauth-client:manage')
    .input(applicationsRevokeSecretInput)
    .output(applicationsRevokeSecretOutput)
    .mutation(({ ctx, input }) => revokeApplicationSecret(ctx.scope, input)),
  signingKeys: procedure('oauth-client:read')
    .input(noInput)
    .output(applicationsSigningKeysOutput)
    .query(({ ctx }) => listSigningKeys(ctx.scope)),
  rotateSigningKey: procedure('oauth-client:manage')
    .input(noInput)
    .output(applicationsRotateSigningKeyOutput)
    .mutation(({ ctx }) => rotateSigningKey(ctx.scope)),
  mine: procedure('profile:read')
    .input(noInput)
    .output(applicationsMineOutput)
    .query(({ ctx }) => listMyApplications(ctx.scope)),
})
