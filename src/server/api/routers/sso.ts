import { noInput } from '#contracts/no-input.ts'
import {
  ssoCreateInput,
  ssoCreateOutput,
  ssoDeleteInput,
  ssoDeleteOutput,
  ssoGetInput,
  ssoGetOutput,
  ssoListOutput,
  ssoRefreshInput,
  ssoRefreshOutput,
  ssoRevealProfileInput,
  ssoRevealProfileOutput,
  ssoSetRoleRulesInput,
  ssoSetRoleRulesOutput,
  ssoUpdateInput,
  ssoUpdateOutput,
  ssoVouchInput,
  ssoVouchOutput,
} from '#contracts/sso.ts'
import {
  ssoGuardSettingsInput,
  ssoGuardSettingsOutput,
  ssoUpdateGuardSettingsInput,
  ssoUpdateGuardSettingsOutput,
} from '#contracts/sso-guard.ts'
import { ssoPolicyOutput, ssoUpdatePolicyInput, ssoUpdatePolicyOutput } from '#contracts/sso-policy.ts'
import {
  createSsoConnection,
  deleteSsoConnection,
  getGuardSettings,
  getSsoConnection,
  getSsoPolicy,
  latestReceivedProfile,
  letConnectionVouch,
  listSsoConnections,
  refreshSsoConnection,
  setRoleRules,
  updateGuardSettings,
  updateSsoConnection,
  updateSsoPolicy,
} from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const ssoRouter = router({
  list: procedure('sso-connection:read')
    .input(noInput)
    .output(ssoListOutput)
    .query(({ ctx }) => listSsoConnections(ctx.scope)),
  get: procedure('sso-connection:read')
    .input(ssoGetInput)
    .output(ssoGetOutput)
    .query(({ ctx, input }) => getSsoConnection(ctx.scope, input)),
  create: procedure('sso-connection:manage')
    .input(ssoCreateInput)
    .output(ssoCreateOutput)
    .mutation(({ ctx, input }) => createSsoConnection(ctx.scope, input)),
  update: procedure('sso-connection:manage')
    .input(ssoUpdateInput)
    .output(ssoUpdateOutput)
    .mutation(({ ctx, input }) => updateSsoConnection(ctx.scope, input)),
  vouch: procedure('role:assign-owner')
    .input(ssoVouchInput)
    .output(ssoVouchOutput)
    .mutation(({ ctx, input }) => letConnectionVouch(ctx.scope, input)),
  refresh: procedure('sso-connection:manage')
    .input(ssoRefreshInput)
    .output(ssoRefreshOutput)
    .mutation(({ ctx, input }) => refreshSsoConnection(ctx.scope, input)),
  setRoleRules: procedure('sso-connection:manage')
    .input(ssoSetRoleRulesInput)
    .output(ssoSetRoleRulesOutput)
    .mutation(({ ctx, input }) => setRoleRules(ctx.scope, input)),
  delete: procedure('sso-connection:manage')
    .input(ssoDeleteInput)
    .output(ssoDeleteOutput)
    .mutation(({ ctx, input }) => deleteSsoConnection(ctx.scope, input)),
  revealProfile: procedure('sign-in-trace:reveal')
    .input(ssoRevealProfileInput)
    .output(ssoRevealProfileOutput)
    .mutation(({ ctx, input }) => latestReceivedProfile(ctx.scope, input.connectionId)),
  guardSettings: procedure('sso-connection:read')
    .input(ssoGuardSettingsInput)
    .output(ssoGuardSettingsOutput)
    .query(({ ctx, input }) => getGuardSettings(ctx.scope, input)),
  updateGuardSettings: procedure('sso-connection:manage')
    .input(ssoUpdateGuardSettingsInput)
    .output(ssoUpdateGuardSettingsOutput)
    .mutation(({ ctx, input }) => updateGuardSettings(ctx.scope, input)),
  policy: procedure('sso-connection:read')
    .input(noInput)
    .output(ssoPolicyOutput)
    .query(({ ctx }) => getSsoPolicy(ctx.scope)),
  updatePolicy: procedure('sso-connection:manage')
    .input(ssoUpdatePolicyInput)
    .output(ssoUpdatePolicyOutput)
    .mutation(({ ctx, input }) => updateSsoPolicy(ctx.scope, input)),
})
