import {
  provisioningActivityInput,
  provisioningActivityOutput,
  provisioningGetInput,
  provisioningGetOutput,
  provisioningListInput,
  provisioningListOutput,
  provisioningRevealInput,
  provisioningRevealOutput,
} from '#contracts/provisioning-log.ts'
import {
  getProvisioningActivity,
  getProvisioningEntry,
  listProvisioningLog,
  revealProvisioningEntry,
} from '#server/domains/provisioning-log/index.ts'
import { procedure, router } from '../procedures.ts'

export const provisioningLogRouter = router({
  list: procedure('provisioning-log:read')
    .input(provisioningListInput)
    .output(provisioningListOutput)
    .query(({ ctx, input }) => listProvisioningLog(ctx.scope, input)),
  get: procedure('provisioning-log:read')
    .input(provisioningGetInput)
    .output(provisioningGetOutput)
    .query(({ ctx, input }) => getProvisioningEntry(ctx.scope, input)),
  activity: procedure('provisioning-log:read')
    .input(provisioningActivityInput)
    .output(provisioningActivityOutput)
    .query(({ ctx, input }) => getProvisioningActivity(ctx.scope, input)),
  reveal: procedure('provisioning-log:reveal')
    .input(provisioningRevealInput)
    .output(provisioningRevealOutput)
    .mutation(({ ctx, input }) => revealProvisioningEntry(ctx.scope, input)),
})
